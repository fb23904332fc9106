import {
  addAttribute,
  anyValue,
  groupsOf,
  type CollectedAttributes,
  type CollectedScope,
  type CollectedValue,
} from './common.ts';
import { fieldsOf } from './wire.ts';

export interface CollectedLogRecord {
  readonly resource: CollectedAttributes;
  readonly scope: CollectedScope;
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: CollectedValue;
  readonly attributes: CollectedAttributes;
  readonly droppedAttributesCount: number;
  readonly flags: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
}

/** Every record of an ExportLogsServiceRequest; throws when the bytes are none. */
export function decodeLogs(request: Uint8Array): CollectedLogRecord[] {
  return groupsOf(request).flatMap(({ resource, scope, items }) =>
    items.map((item) => ({ resource, scope, ...decodeRecord(item) })),
  );
}

/** Field numbers are those of opentelemetry/proto/logs/v1/logs.proto. */
function decodeRecord(bytes: Uint8Array): Omit<CollectedLogRecord, 'resource' | 'scope'> {
  const attributes: CollectedAttributes = {};
  let body: CollectedValue = null;
  const record = {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: '',
    droppedAttributesCount: 0,
    flags: 0,
    traceId: '',
    spanId: '',
    eventName: '',
  };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) record.timeUnixNano = field.fixed64();
    else if (field.number === 2) record.severityNumber = field.uint();
    else if (field.number === 3) record.severityText = field.text();
    else if (field.number === 5) body = anyValue(field.bytes());
    else if (field.number === 6) addAttribute(attributes, field);
    else if (field.number === 7) record.droppedAttributesCount = field.uint();
    else if (field.number === 8) record.flags = field.uint();
    else if (field.number === 9) record.traceId = field.hex();
    else if (field.number === 10) record.spanId = field.hex();
    else if (field.number === 11) record.observedTimeUnixNano = field.fixed64();
    else if (field.number === 12) record.eventName = field.text();
  }
  return { ...record, body, attributes };
}
