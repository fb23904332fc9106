/** Field numbers of `opentelemetry.proto`, as far as spans need them. */
export const REQUEST = { resourceSpans: 1 } as const;
export const RESOURCE_SPANS = { resource: 1, scopeSpans: 2 } as const;
export const RESOURCE = { attributes: 1 } as const;
export const SCOPE_SPANS = { scope: 1, spans: 2 } as const;
export const SCOPE = { name: 1 } as const;
export const SPAN = {
  traceId: 1,
  spanId: 2,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  start: 7,
  end: 8,
  attributes: 9,
  events: 11,
  links: 13,
  status: 15,
} as const;
export const EVENT = { time: 1, name: 2, attributes: 3 } as const;
export const LINK = { traceId: 1, spanId: 2, attributes: 4 } as const;
export const STATUS = { message: 2, code: 3 } as const;
export const KEY_VALUE = { key: 1, value: 2 } as const;
export const ANY_VALUE = {
  string: 1,
  bool: 2,
  int: 3,
  double: 4,
  array: 5,
  map: 6,
  bytes: 7,
} as const;
/** Both of ArrayValue and of KeyValueList. */
export const VALUES = 1;
