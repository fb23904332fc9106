import type { Level, LogInput } from '../../model/index.ts';
import { columnsOf, type JsonObject, type LineColumns, type LineDefaults } from './columns.ts';

/** Longer lines are cut to their message and marked by `labels.sightline_truncated`. */
export const LINE_BYTES_MAX = 256 * 1024;
/** Under which lines are counted that lost their end; the rest of them was taken. */
export const CUT_REASON = 'cut';
const CUT_MARK = '…[truncated]';
/** A cut message is at most this long, in characters. */
const CUT_MESSAGE_LENGTH = LINE_BYTES_MAX / 8;

export type OutputStream = 'stdout' | 'stderr';

/** A line for the store, and whether it had to be cut. */
export interface ReadLine {
  readonly line: LogInput;
  readonly isCut: boolean;
}

/** The object that a JSON text holds; undefined for anything else. */
export function parseObject(text: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}

/**
 * A JSON line with its columns. `fields` are the members of `json`, at least those that columns are
 * read from; `json` is handed on as it is unless it is longer than LINE_BYTES_MAX.
 */
export function jsonLine(json: Uint8Array, fields: JsonObject, defaults: LineDefaults): ReadLine {
  return boundedLine({ ...columnsOf(fields, defaults), json });
}

/** The line, cut when it is longer than LINE_BYTES_MAX. */
export function boundedLine(line: LogInput): ReadLine {
  if (line.json.length <= LINE_BYTES_MAX) return { line, isCut: false };
  return { line: cutLine(line), isCut: true };
}

/**
 * A line of a process: JSON objects as `jsonLine`, everything else becomes the message of a line.
 * The text of the line must be what its bytes say.
 */
export function readLine(
  bytes: Uint8Array,
  text: string,
  stream: OutputStream,
  defaults: LineDefaults,
): ReadLine {
  const fields = text.trimStart().startsWith('{') ? parseObject(text) : undefined;
  if (fields !== undefined) return jsonLine(bytes, fields, defaults);
  return textLine(text, stream, stream === 'stdout' ? 'info' : 'unknown', defaults);
}

/**
 * Text as the message of a line. Levels are guessed: `info` from stdout, and from stderr `unknown`,
 * where debug output and crashes look alike.
 */
export function textLine(
  text: string,
  stream: OutputStream,
  level: Level,
  { nowMs: timeMs, service }: LineDefaults,
): ReadLine {
  const isCut = text.length > CUT_MESSAGE_LENGTH;
  const columns: LineColumns = { timeMs, level, service, traceId: '' };
  const more = { stream, ...(isCut ? CUT_LABELS : {}) };
  return { line: composed(columns, cutText(text), more), isCut };
}

const CUT_LABELS = { labels: { sightline_truncated: 'true' } };

/** Columns and as much of the message as fits; the rest of a line that is too long is let go. */
function cutLine({ json, ...columns }: LogInput): LogInput {
  const whole = Buffer.from(json).toString();
  const { message, msg = message } = parseObject(whole) ?? {};
  const text = typeof msg === 'string' ? msg : whole;
  return composed(columns, cutText(text), CUT_LABELS);
}

function cutText(text: string): string {
  return text.length > CUT_MESSAGE_LENGTH
    ? text.slice(0, CUT_MESSAGE_LENGTH).toWellFormed() + CUT_MARK
    : text;
}

function composed(columns: LineColumns, message: string, more: JsonObject): LogInput {
  const { timeMs, level, service, traceId } = columns;
  const fields = {
    '@timestamp': new Date(timeMs).toISOString(),
    log: { level },
    message,
    service: { name: service },
    ...(traceId === '' ? {} : { trace: { id: traceId } }),
    ...more,
  };
  return { ...columns, json: Buffer.from(JSON.stringify(fields)) };
}
