/** Tags of the OTLP span message: field number and wire type in one byte. */
export const SPAN = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  parentSpanId: 0x22,
  name: 0x2a,
  kind: 0x30,
  start: 0x39,
  end: 0x41,
  attribute: 0x4a,
  droppedAttributes: 0x50,
  event: 0x5a,
  droppedEvents: 0x60,
  link: 0x6a,
  droppedLinks: 0x70,
  status: 0x7a,
  /** Field 16 with wire type 5 takes two bytes: 0x85 0x01. */
  flags: [0x85, 0x01],
} as const;

export const EVENT = { time: 0x09, name: 0x12, attribute: 0x1a, dropped: 0x20 } as const;
export const LINK = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  attribute: 0x22,
  dropped: 0x28,
  flags: 0x35,
} as const;
export const STATUS = { message: 0x12, code: 0x18 } as const;

/** OTLP's numbers; the API's are one less. */
export const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
export const STATUS_CODE = { unset: 0, ok: 1, error: 2 } as const;

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** Trace flags with the two bits that say whether the parent is in another process. */
export function spanFlags(sampled: boolean, parentIsRemote: boolean): number {
  return (sampled ? 1 : 0) | HAS_IS_REMOTE | (parentIsRemote ? IS_REMOTE : 0);
}
