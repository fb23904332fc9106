import type { HrTime, Link, SpanContext, SpanStatus } from '@opentelemetry/api';

import { type ProtoWriter, writeAttributes } from '../otlp/index.ts';
import { EVENT, LINK, SPAN, STATUS, spanFlags, STATUS_CODE } from './fields.ts';

export interface TimedEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

export interface SpanLink extends Link {
  readonly droppedAttributesCount?: number;
}

const NO_EVENTS: readonly TimedEvent[] = [];
const NO_LINKS: readonly SpanLink[] = [];

export interface SpanTail {
  readonly droppedAttributes: number;
  readonly events: readonly TimedEvent[];
  readonly droppedEvents: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinks: number;
  readonly status: SpanStatus;
}

const NOTHING = { droppedAttributes: 0, events: [], droppedEvents: 0, links: [], droppedLinks: 0 };
/** Of spans that nobody added anything to. */
export const OK_TAIL: SpanTail = { ...NOTHING, status: { code: STATUS_CODE.unset } };
export const ERROR_TAIL: SpanTail = { ...NOTHING, status: { code: STATUS_CODE.error } };

/** Everything after the attributes, in the order of the official serializer. */
export function writeTail(writer: ProtoWriter, tail: SpanTail, flags: number): void {
  writer.byte(SPAN.droppedAttributes);
  writer.varint(tail.droppedAttributes);
  for (const event of tail.events ?? NO_EVENTS) writeEvent(writer, event);
  writer.byte(SPAN.droppedEvents);
  writer.varint(tail.droppedEvents);
  for (const link of tail.links ?? NO_LINKS) writeLink(writer, link);
  writer.byte(SPAN.droppedLinks);
  writer.varint(tail.droppedLinks);
  const status = writer.open(SPAN.status);
  if (tail.status.message) writer.text(STATUS.message, tail.status.message);
  writer.byte(STATUS.code);
  writer.varint(tail.status.code);
  writer.close(status);
  writer.byte(SPAN.flags[0]);
  writer.byte(SPAN.flags[1]);
  writer.fixed32(flags);
}

function writeEvent(writer: ProtoWriter, event: TimedEvent): void {
  const start = writer.open(SPAN.event);
  writer.time(EVENT.time, event.time[0], event.time[1]);
  writer.text(EVENT.name, event.name);
  if (event.attributes) writeAttributes(writer, EVENT.attribute, event.attributes);
  writer.byte(EVENT.dropped);
  writer.varint(event.droppedAttributesCount ?? 0);
  writer.close(start);
}

function writeLink(writer: ProtoWriter, link: SpanLink): void {
  const start = writer.open(SPAN.link);
  const { context } = link;
  writer.hex(LINK.traceId, context.traceId);
  writer.hex(LINK.spanId, context.spanId);
  const traceState = context.traceState?.serialize();
  if (traceState) writer.text(LINK.traceState, traceState);
  if (link.attributes) writeAttributes(writer, LINK.attribute, link.attributes);
  writer.byte(LINK.dropped);
  writer.varint(link.droppedAttributesCount ?? 0);
  writer.byte(LINK.flags);
  writer.fixed32(contextFlags(context, context.isRemote === true));
  writer.close(start);
}

/** Flags of a span context: its own trace flags, and whether what it points to is remote. */
export function contextFlags(context: SpanContext, isRemote: boolean): number {
  return (context.traceFlags & 0xff) | (spanFlags(false, isRemote) & ~1);
}
