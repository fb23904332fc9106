import { enumOf, manyOf, message, one, oneOf, type Message } from './schema.ts';

/** The messages that all signals share, and those of traces and logs. Numbers: OTLP 1.x. */
export const ANY_VALUE: Message = message({
  stringValue: [1, one('string')],
  boolValue: [2, one('bool')],
  intValue: [3, one('int64')],
  doubleValue: [4, one('double')],
  arrayValue: [5, oneOf(() => ARRAY_VALUE)],
  kvlistValue: [6, oneOf(() => KEY_VALUE_LIST)],
  bytesValue: [7, one('bytes')],
});

export const KEY_VALUE = message({
  key: [1, one('string')],
  value: [2, oneOf(() => ANY_VALUE)],
});
const ARRAY_VALUE = message({ values: [1, manyOf(() => ANY_VALUE)] });
const KEY_VALUE_LIST = message({ values: [1, manyOf(() => KEY_VALUE)] });

export const attributes = manyOf(() => KEY_VALUE);
const dropped = one('uint32');

export const RESOURCE = message({
  attributes: [1, attributes],
  droppedAttributesCount: [2, dropped],
});
export const SCOPE = message({
  name: [1, one('string')],
  version: [2, one('string')],
  attributes: [3, attributes],
  droppedAttributesCount: [4, dropped],
});

const EVENT = message({
  timeUnixNano: [1, one('nanos')],
  name: [2, one('string')],
  attributes: [3, attributes],
  droppedAttributesCount: [4, dropped],
});
const LINK = message({
  traceId: [1, one('hex')],
  spanId: [2, one('hex')],
  traceState: [3, one('string')],
  attributes: [4, attributes],
  droppedAttributesCount: [5, dropped],
  flags: [6, one('fixed32')],
});
const STATUS = message({
  message: [2, one('string')],
  code: [3, enumOf('STATUS_CODE_', ['UNSET', 'OK', 'ERROR'])],
});
const SPAN_KIND_NAMES = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const SPAN = message({
  traceId: [1, one('hex')],
  spanId: [2, one('hex')],
  traceState: [3, one('string')],
  parentSpanId: [4, one('hex')],
  name: [5, one('string')],
  kind: [6, enumOf('SPAN_KIND_', SPAN_KIND_NAMES)],
  startTimeUnixNano: [7, one('nanos')],
  endTimeUnixNano: [8, one('nanos')],
  attributes: [9, attributes],
  droppedAttributesCount: [10, dropped],
  events: [11, manyOf(() => EVENT)],
  droppedEventsCount: [12, dropped],
  links: [13, manyOf(() => LINK)],
  droppedLinksCount: [14, dropped],
  status: [15, oneOf(() => STATUS)],
  flags: [16, one('fixed32')],
});
const SCOPE_SPANS = message({
  scope: [1, oneOf(() => SCOPE)],
  spans: [2, manyOf(() => SPAN)],
  schemaUrl: [3, one('string')],
});
const RESOURCE_SPANS = message({
  resource: [1, oneOf(() => RESOURCE)],
  scopeSpans: [2, manyOf(() => SCOPE_SPANS)],
  schemaUrl: [3, one('string')],
});
export const TRACES_REQUEST = message({ resourceSpans: [1, manyOf(() => RESOURCE_SPANS)] });

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((word) =>
  ['', '2', '3', '4'].map((step) => word + step),
);
const LOG_RECORD = message({
  timeUnixNano: [1, one('nanos')],
  severityNumber: [2, enumOf('SEVERITY_NUMBER_', ['UNSPECIFIED', ...SEVERITIES])],
  severityText: [3, one('string')],
  body: [5, oneOf(() => ANY_VALUE)],
  attributes: [6, attributes],
  droppedAttributesCount: [7, dropped],
  flags: [8, one('fixed32')],
  traceId: [9, one('hex')],
  spanId: [10, one('hex')],
  observedTimeUnixNano: [11, one('nanos')],
  eventName: [12, one('string')],
});
const SCOPE_LOGS = message({
  scope: [1, oneOf(() => SCOPE)],
  logRecords: [2, manyOf(() => LOG_RECORD)],
  schemaUrl: [3, one('string')],
});
const RESOURCE_LOGS = message({
  resource: [1, oneOf(() => RESOURCE)],
  scopeLogs: [2, manyOf(() => SCOPE_LOGS)],
  schemaUrl: [3, one('string')],
});
export const LOGS_REQUEST = message({ resourceLogs: [1, manyOf(() => RESOURCE_LOGS)] });
