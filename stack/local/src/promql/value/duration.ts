import { PromqlError } from '../errors.ts';
import { quote } from './quote.ts';

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNITS_MS = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1000, 1];
/** What fits into 63 bits of nanoseconds. */
export const DURATION_MAX_MS = 9_223_372_036_854;

/**
 * Reads `1h30m` as milliseconds. A year has 365 days. Throws `PromqlError` when the text is no
 * duration, or a longer one than 292 years.
 */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  if (text === '') throw new PromqlError('bad_data', 'empty duration string');
  const parts = DURATION.exec(text);
  if (parts === null) {
    throw new PromqlError('bad_data', `not a valid duration string: ${quote(text)}`);
  }
  let totalMs = 0;
  for (const [index, unitMs] of UNITS_MS.entries()) {
    totalMs += Number(parts[index + 1] ?? 0) * unitMs;
  }
  if (totalMs > DURATION_MAX_MS) throw new PromqlError('bad_data', 'duration out of range');
  return totalMs;
}
