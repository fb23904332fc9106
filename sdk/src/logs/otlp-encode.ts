import { ATTR, LOG_FIELD, LOG_PATH } from '../contract/index.ts';
import { writeAttributes, type ProtoWriter } from '../otlp/index.ts';

const RECORD = {
  time: 0x09,
  severityNumber: 0x10,
  severityText: 0x1a,
  body: 0x2a,
  attribute: 0x32,
  traceId: 0x4a,
  spanId: 0x52,
  observedTime: 0x59,
};
const STRING_VALUE = 0x0a;
const SEVERITIES: Readonly<Record<string, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
};

/** Members that the resource or the record's own fields carry. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  LOG_FIELD.timestamp,
  LOG_FIELD.log,
  LOG_FIELD.message,
  LOG_FIELD.ecs,
  LOG_FIELD.service,
  LOG_FIELD.process,
  LOG_FIELD.host,
  LOG_FIELD.trace,
  LOG_FIELD.span,
  LOG_FIELD.labels,
  LOG_FIELD.numericLabels,
]);
/** ECS names that OpenTelemetry calls otherwise. */
const RENAMED: Readonly<Record<string, string>> = {
  [LOG_PATH.errorMessage]: ATTR.exceptionMessage,
  [LOG_PATH.errorStack]: ATTR.exceptionStack,
  [LOG_PATH.requestBytes]: ATTR.requestBodySize,
  [LOG_PATH.responseBytes]: ATTR.responseBodySize,
};

type Json = Readonly<Record<string, unknown>>;

/**
 * A finished line as the body of an OTLP log record: the same facts under OpenTelemetry's names.
 */
export function writeLogRecord(writer: ProtoWriter, line: string): void {
  const record = JSON.parse(line) as Json;
  const atMs = Date.parse(String(record[LOG_FIELD.timestamp]));
  const level = String((record[LOG_FIELD.log] as Json | undefined)?.['level']);
  writeTime(writer, RECORD.time, atMs);
  writer.byte(RECORD.severityNumber);
  writer.varint(SEVERITIES[level] ?? 0);
  writer.text(RECORD.severityText, level);
  const body = writer.open(RECORD.body);
  writer.text(STRING_VALUE, String(record[LOG_FIELD.message] ?? ''));
  writer.close(body);
  writeAttributes(writer, RECORD.attribute, attributesOf(record));
  const traceId = (record[LOG_FIELD.trace] as Json | undefined)?.['id'];
  const spanId = (record[LOG_FIELD.span] as Json | undefined)?.['id'];
  if (typeof traceId === 'string') writer.hex(RECORD.traceId, traceId);
  if (typeof spanId === 'string') writer.hex(RECORD.spanId, spanId);
  writeTime(writer, RECORD.observedTime, atMs);
}

function attributesOf(record: Json): Record<string, unknown> {
  const attributes: Record<string, unknown> = {
    ...(record[LOG_FIELD.labels] as Json | undefined),
    ...(record[LOG_FIELD.numericLabels] as Json | undefined),
  };
  for (const [key, value] of Object.entries(record)) {
    if (!ELSEWHERE.has(key)) flatten(attributes, key, value);
  }
  return attributes;
}

function flatten(into: Record<string, unknown>, path: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    into[RENAMED[path] ?? path] = value;
    return;
  }
  for (const [key, inner] of Object.entries(value)) flatten(into, `${path}.${key}`, inner);
}

function writeTime(writer: ProtoWriter, tag: number, atMs: number): void {
  const seconds = Math.floor(atMs / 1000);
  writer.time(tag, seconds, (atMs - seconds * 1000) * 1e6);
}
