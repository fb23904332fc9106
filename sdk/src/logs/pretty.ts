import { LOG_FIELD } from '../contract/index.ts';

const RESET = '\u001B[0m';
const DIM = '\u001B[2m';
const COLOURS: Record<string, string> = {
  trace: '\u001B[90m',
  debug: '\u001B[36m',
  info: '\u001B[32m',
  warn: '\u001B[33m',
  error: '\u001B[31m',
  fatal: '\u001B[35m',
};

/** A terminal is for reading; the JSON form has the rest. */
const VALUE_MAX_LENGTH = 60;

interface Line {
  readonly log?: { level?: string };
  readonly message?: string;
  readonly trace?: { id?: string };
  readonly event?: { duration?: number };
  readonly error?: { type?: string; message?: string; stack_trace?: string };
  readonly labels?: Record<string, unknown>;
  readonly numeric_labels?: Record<string, unknown>;
}

/** A line for the eyes of whoever runs the service in a terminal. */
export function prettyLine(line: string, colour: boolean): string {
  let record: Line & Record<string, unknown>;
  try {
    record = JSON.parse(line) as Line & Record<string, unknown>;
  } catch {
    return line;
  }
  const paint = (code: string, text: string): string => (colour ? code + text + RESET : text);
  const level = record.log?.level ?? 'info';
  const time = String(record[LOG_FIELD.timestamp]).slice(11, 23);
  const duration = record.event?.duration;
  const parts = [
    paint(DIM, time),
    paint(COLOURS[level] ?? '', level.toUpperCase().padEnd(5)),
    String(record.message ?? ''),
  ];
  if (duration !== undefined) parts.push(`${(duration / 1e6).toFixed(1)} ms`);
  const fields = { ...record.labels, ...record.numeric_labels };
  for (const [name, value] of Object.entries(fields)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const shown = text.length > VALUE_MAX_LENGTH ? `${text.slice(0, VALUE_MAX_LENGTH)}…` : text;
    parts.push(paint(DIM, `${name}=${shown}`));
  }
  const traceId = record.trace?.id;
  if (traceId !== undefined) parts.push(paint(DIM, `trace=${traceId}`));
  return `${parts.join(' ')}${errorText(record.error)}\n`;
}

function errorText(error: Line['error']): string {
  if (error === undefined) return '';
  const text = error.stack_trace || [error.type, error.message].filter(Boolean).join(': ');
  return `\n    ${text.replaceAll('\n', '\n    ')}`;
}
