import { addAttribute, groupsOf, type CollectedAttributes, type CollectedScope } from './common.ts';
import { fieldsOf, WireError, type WireField } from './wire.ts';

export type CollectedSpanKind =
  | 'unspecified'
  | 'internal'
  | 'server'
  | 'client'
  | 'producer'
  | 'consumer';

export interface CollectedEvent {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: CollectedAttributes;
  readonly droppedAttributesCount: number;
}

export interface CollectedLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: CollectedAttributes;
  readonly droppedAttributesCount: number;
  readonly flags: number;
}

/** A span as a backend would read it. Ids are lower-case hex. */
export interface CollectedSpan {
  readonly resource: CollectedAttributes;
  readonly scope: CollectedScope;
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined for a root span. */
  readonly parentSpanId: string | undefined;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: CollectedSpanKind;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly durationSeconds: number;
  readonly attributes: CollectedAttributes;
  readonly events: readonly CollectedEvent[];
  readonly links: readonly CollectedLink[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** Every span of an ExportTraceServiceRequest; throws when the bytes are none. */
export function decodeTraces(request: Uint8Array): CollectedSpan[] {
  return groupsOf(request).flatMap(({ resource, scope, items }) =>
    items.map((item) => ({ resource, scope, ...decodeSpan(item) })),
  );
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type SpanBody = Mutable<Omit<CollectedSpan, 'resource' | 'scope' | 'events' | 'links'>> & {
  events: CollectedEvent[];
  links: CollectedLink[];
};

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_CODES = ['unset', 'ok', 'error'] as const;

function decodeSpan(bytes: Uint8Array): SpanBody {
  const span = emptySpan();
  for (const field of fieldsOf(bytes)) readSpanField(span, field);
  span.durationSeconds = Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e9;
  checkId('trace', span.traceId, 32);
  checkId('span', span.spanId, 16);
  if (span.parentSpanId !== undefined) checkId('parent span', span.parentSpanId, 16);
  return span;
}

function emptySpan(): SpanBody {
  return {
    traceId: '',
    spanId: '',
    parentSpanId: undefined,
    traceState: '',
    flags: 0,
    name: '',
    kind: 'unspecified',
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    durationSeconds: 0,
    attributes: {},
    events: [],
    links: [],
    status: { code: 'unset', message: '' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Field numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
function readSpanField(span: SpanBody, field: WireField): void {
  if (field.number === 1) span.traceId = field.hex();
  else if (field.number === 2) span.spanId = field.hex();
  else if (field.number === 3) span.traceState = field.text();
  else if (field.number === 4) span.parentSpanId = field.hex() || undefined;
  else if (field.number === 5) span.name = field.text();
  else if (field.number === 6) span.kind = enumValue(KINDS, field.uint(), 'span kind');
  else if (field.number === 7) span.startTimeUnixNano = field.fixed64();
  else if (field.number === 8) span.endTimeUnixNano = field.fixed64();
  else if (field.number === 9) addAttribute(span.attributes, field);
  else if (field.number === 10) span.droppedAttributesCount = field.uint();
  else if (field.number === 11) span.events.push(decodeEvent(field.bytes()));
  else if (field.number === 12) span.droppedEventsCount = field.uint();
  else if (field.number === 13) span.links.push(decodeLink(field.bytes()));
  else if (field.number === 14) span.droppedLinksCount = field.uint();
  else if (field.number === 15) span.status = decodeStatus(field.bytes());
  else if (field.number === 16) span.flags = field.uint();
}

function decodeEvent(bytes: Uint8Array): CollectedEvent {
  const attributes: CollectedAttributes = {};
  const event = { name: '', timeUnixNano: 0n, attributes, droppedAttributesCount: 0 };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) event.timeUnixNano = field.fixed64();
    else if (field.number === 2) event.name = field.text();
    else if (field.number === 3) addAttribute(attributes, field);
    else if (field.number === 4) event.droppedAttributesCount = field.uint();
  }
  return event;
}

function decodeLink(bytes: Uint8Array): CollectedLink {
  const attributes: CollectedAttributes = {};
  const counts = { droppedAttributesCount: 0, flags: 0 };
  const link = { traceId: '', spanId: '', traceState: '', attributes, ...counts };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) link.traceId = field.hex();
    else if (field.number === 2) link.spanId = field.hex();
    else if (field.number === 3) link.traceState = field.text();
    else if (field.number === 4) addAttribute(attributes, field);
    else if (field.number === 5) link.droppedAttributesCount = field.uint();
    else if (field.number === 6) link.flags = field.uint();
  }
  return link;
}

function decodeStatus(bytes: Uint8Array): CollectedSpan['status'] {
  let code: (typeof STATUS_CODES)[number] = 'unset';
  let message = '';
  for (const field of fieldsOf(bytes)) {
    if (field.number === 2) message = field.text();
    else if (field.number === 3) code = enumValue(STATUS_CODES, field.uint(), 'status code');
  }
  return { code, message };
}

function enumValue<T extends string>(names: readonly T[], value: number, what: string): T {
  const name = names[value];
  if (name === undefined) throw new WireError(`${what} ${value} does not exist`);
  return name;
}

/** A backend refuses spans whose ids have another length or are all zero. */
function checkId(what: string, id: string, length: number): void {
  if (id.length !== length || /^0+$/.test(id))
    throw new WireError(`${what} id "${id}" is not valid`);
}
