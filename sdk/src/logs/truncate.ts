import { CUT_MARK, cutText } from '../context/index.ts';
import { LOG_FIELD, TRUNCATED_LABEL } from '../contract/index.ts';

/** Shares of the bound that one text may keep, tried in turn until the line fits. */
const SHARES = [0.5, 0.25, 0.1, 0.02];
/** Ids and times are shorter; they are never cut. */
const KEPT_LENGTH = 64;

const MARK = `"${TRUNCATED_LABEL}":"true"`;

/** True for a line from which something was left out. */
export function isMarked(line: string): boolean {
  return line.includes(MARK);
}

/**
 * Shortens the longest texts of a line until it fits, and marks it. The line stays valid JSON and
 * keeps its ids, so that it is still found under its trace.
 */
export function truncateLine(line: string, maxLength: number): string {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return `${JSON.stringify({ [LOG_FIELD.message]: cutText(line, maxLength / 2) })}\n`;
  }
  const labels = record[LOG_FIELD.labels];
  record[LOG_FIELD.labels] = {
    ...(typeof labels === 'object' ? labels : undefined),
    [TRUNCATED_LABEL]: 'true',
  };
  for (const share of SHARES) {
    const text = JSON.stringify(cut(record, keptLength(maxLength * share)));
    if (text.length < maxLength) return `${text}\n`;
  }
  // Too many fields rather than too long ones: keep what identifies the line.
  record[LOG_FIELD.labels] = { [TRUNCATED_LABEL]: 'true' };
  delete record[LOG_FIELD.numericLabels];
  return `${JSON.stringify(cut(record, KEPT_LENGTH))}\n`;
}

function keptLength(share: number): number {
  return Math.max(KEPT_LENGTH, Math.floor(share));
}

function cut(value: unknown, maxLength: number): unknown {
  if (typeof value === 'string') {
    return value.length > maxLength ? value.slice(0, maxLength) + CUT_MARK : value;
  }
  if (Array.isArray(value)) return value.map((item) => cut(item, maxLength));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, cut(inner, maxLength)]),
    );
  }
  return value;
}
