import {
  SPAN_KINDS,
  type AttributeValue,
  type Span,
  type SpanEvent,
  type SpanLink,
  type SpanStatus,
} from '../../model/index.ts';
import { decodeKeyValue } from './decode-attributes.ts';
import { EVENT, LINK, SPAN, STATUS } from './fields.ts';
import { Cursor } from './protobuf.ts';
import type { SpanSource } from './resources.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

export const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** The whole span from its bytes, and from the resource and scope that it came under. */
export function decodeSpan(bytes: Buffer, source: SpanSource): Span {
  const attributes: Record<string, AttributeValue> = {};
  const events: SpanEvent[] = [];
  const links: SpanLink[] = [];
  const span: Mutable<Span> = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: 'unspecified',
    service: source.service,
    startMs: 0,
    durationMs: 0,
    status: 'unset',
    statusMessage: '',
    attributes,
    resource: source.resource,
    scope: source.scope,
    events,
    links,
  };
  let endMs = 0;
  const cursor = new Cursor(bytes);
  while (cursor.next()) {
    const { number, start, end } = cursor;
    if (number === SPAN.traceId) span.traceId = hexOf(cursor);
    else if (number === SPAN.spanId) span.spanId = hexOf(cursor);
    else if (number === SPAN.parentSpanId) span.parentSpanId = hexOf(cursor);
    else if (number === SPAN.name) span.name = cursor.text();
    else if (number === SPAN.kind) span.kind = SPAN_KINDS[cursor.low] ?? 'unspecified';
    else if (number === SPAN.start) span.startMs = cursor.nanosAsMs();
    else if (number === SPAN.end) endMs = cursor.nanosAsMs();
    else if (number === SPAN.attributes) decodeKeyValue(bytes, start, end, attributes);
    else if (number === SPAN.events) events.push(decodeEvent(bytes, start, end));
    else if (number === SPAN.links) links.push(decodeLink(bytes, start, end));
    else if (number === SPAN.status) {
      const status = new Cursor(bytes).over(bytes, start, end);
      while (status.next()) {
        if (status.number === STATUS.message) span.statusMessage = status.text();
        else if (status.number === STATUS.code) span.status = STATUSES[status.low] ?? 'unset';
      }
    }
  }
  span.durationMs = Math.max(0, endMs - span.startMs);
  return span;
}

function hexOf(cursor: Cursor): string {
  cursor.expectBytes();
  return cursor.bytes.toString('hex', cursor.start, cursor.end);
}

function decodeEvent(bytes: Buffer, start: number, end: number): SpanEvent {
  const attributes: Record<string, AttributeValue> = {};
  let name = '';
  let timeMs = 0;
  const cursor = new Cursor(bytes).over(bytes, start, end);
  while (cursor.next()) {
    if (cursor.number === EVENT.time) timeMs = cursor.nanosAsMs();
    else if (cursor.number === EVENT.name) name = cursor.text();
    else if (cursor.number === EVENT.attributes) {
      decodeKeyValue(bytes, cursor.start, cursor.end, attributes);
    }
  }
  return { name, timeMs, attributes };
}

function decodeLink(bytes: Buffer, start: number, end: number): SpanLink {
  const attributes: Record<string, AttributeValue> = {};
  let traceId = '';
  let spanId = '';
  const cursor = new Cursor(bytes).over(bytes, start, end);
  while (cursor.next()) {
    if (cursor.number === LINK.traceId) traceId = hexOf(cursor);
    else if (cursor.number === LINK.spanId) spanId = hexOf(cursor);
    else if (cursor.number === LINK.attributes) {
      decodeKeyValue(bytes, cursor.start, cursor.end, attributes);
    }
  }
  return { traceId, spanId, attributes };
}
