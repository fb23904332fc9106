import { ATTR } from '../contract/index.ts';
import { ProtoWriter, writeAttributes } from '../otlp/index.ts';
import type { AttributeMap, Operation, OutcomeSeries } from '../record/index.ts';
import { KIND, SPAN, spanFlags } from './fields.ts';
import { ServerSpan } from './server-span.ts';
import { ERROR_TAIL, OK_TAIL, writeTail, type SpanTail } from './span-parts.ts';
import { writeKind, writeTimes } from './span-times.ts';

/** The parts of a span that all operations of one outcome share, encoded once. */
interface Template {
  readonly name: Buffer;
  readonly attributes: Buffer;
}

function templateOf(outcome: OutcomeSeries): Template {
  if (outcome.span !== undefined) return outcome.span as Template;
  const name = new ProtoWriter();
  name.text(SPAN.name, outcome.series.name);
  const attributes = new ProtoWriter();
  writeAttributes(attributes, SPAN.attribute, present(outcome.attributes(ATTR.errorType)));
  const template = { name: name.take(), attributes: attributes.take() };
  outcome.span = template;
  return template;
}

function present(attributes: AttributeMap): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined && value !== '') found[name] = value;
  }
  return found;
}

/** An operation as the body of an OTLP span message. */
export function writeOperationSpan(writer: ProtoWriter, operation: Operation): void {
  const outcome = operation.outcome as OutcomeSeries;
  const template = templateOf(outcome);
  const api = operation.span instanceof ServerSpan ? operation.span : undefined;
  writer.hex(SPAN.traceId, operation.traceId);
  writer.hex(SPAN.spanId, operation.spanId);
  if (operation.traceState !== undefined) writer.text(SPAN.traceState, operation.traceState);
  if (operation.parentSpanId !== undefined) writer.hex(SPAN.parentSpanId, operation.parentSpanId);
  if (api?.nameOverride === undefined) writer.raw(template.name);
  else writer.text(SPAN.name, api.nameOverride);
  writeKind(writer, KIND[outcome.series.kind.span]);
  writeTimes(writer, operation.startMs, operation.durationMs);
  const own = ownAttributes(operation);
  if (api === undefined || api.isPlain) {
    writer.raw(template.attributes);
    if (own !== undefined) writeAttributes(writer, SPAN.attribute, present(own));
  } else {
    const shared = outcome.attributes(ATTR.errorType);
    const attributes = { ...present(shared), ...present(own ?? {}), ...api.attributes };
    writeAttributes(writer, SPAN.attribute, attributes);
  }
  writeTail(writer, tailOf(operation, api), spanFlags(true, operation.isRemoteParent));
}

function ownAttributes({ attributes, userId, labels }: Operation): AttributeMap | undefined {
  if (userId === undefined && labels === undefined) return attributes;
  return { ...attributes, [ATTR.userId]: userId, ...labels };
}

function tailOf(operation: Operation, api: ServerSpan | undefined): SpanTail {
  const failed = operation.outcome?.errorType !== undefined;
  const tail = api === undefined ? (failed ? ERROR_TAIL : OK_TAIL) : api.tail(failed);
  const { links } = operation;
  return links === undefined ? tail : { ...tail, links: [...links, ...tail.links] };
}
