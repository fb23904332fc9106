import type { ReadableSpan } from '@opentelemetry/sdk-trace';

import { type ProtoWriter, writeAttributes } from '../otlp/index.ts';
import { SPAN } from './fields.ts';
import { contextFlags, writeTail } from './span-parts.ts';

/** A span of the OpenTelemetry SDK, as the body of an OTLP span message. */
export function writeReadableSpan(writer: ProtoWriter, span: ReadableSpan): void {
  const context = span.spanContext();
  writer.hex(SPAN.traceId, context.traceId);
  writer.hex(SPAN.spanId, context.spanId);
  const traceState = context.traceState?.serialize();
  if (traceState) writer.text(SPAN.traceState, traceState);
  const parent = span.parentSpanContext;
  if (parent?.spanId) writer.hex(SPAN.parentSpanId, parent.spanId);
  writer.text(SPAN.name, span.name);
  writer.byte(SPAN.kind);
  writer.varint(span.kind + 1);
  writer.time(SPAN.start, span.startTime[0], span.startTime[1]);
  writer.time(SPAN.end, span.endTime[0], span.endTime[1]);
  writeAttributes(writer, SPAN.attribute, span.attributes);
  writeTail(
    writer,
    {
      droppedAttributes: span.droppedAttributesCount,
      events: span.events,
      droppedEvents: span.droppedEventsCount,
      links: span.links,
      droppedLinks: span.droppedLinksCount,
      status: span.status,
    },
    contextFlags(context, parent?.isRemote === true),
  );
}
