import { REQUEST, RESOURCE_SPANS, SCOPE_SPANS } from './fields.ts';
import { Cursor } from './protobuf.ts';

const NOTHING = Buffer.alloc(0);

/** Where a span stands in its request, and what it came under. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly source: number;
}

/** Called for each span of a request, with the bytes of its resource and scope. */
export type SpanVisitor = (start: number, end: number, resource: Buffer, scope: Buffer) => void;

/**
 * Finds the spans of an `ExportTraceServiceRequest`. Resource and scope may stand behind what they
 * describe, so each message is read once for them and once for the rest.
 */
export function walkRequest(bytes: Buffer, visit: SpanVisitor): void {
  const request = new Cursor(bytes);
  while (request.next()) {
    if (request.number !== REQUEST.resourceSpans) continue;
    request.expectBytes();
    const { start, end } = request;
    const resource = only(bytes, start, end, RESOURCE_SPANS.resource);
    const group = new Cursor(bytes).over(bytes, start, end);
    while (group.next()) {
      if (group.number !== RESOURCE_SPANS.scopeSpans) continue;
      group.expectBytes();
      const scope = only(bytes, group.start, group.end, SCOPE_SPANS.scope);
      const spans = new Cursor(bytes).over(bytes, group.start, group.end);
      while (spans.next()) {
        if (spans.number !== SCOPE_SPANS.spans) continue;
        spans.expectBytes();
        visit(spans.start, spans.end, resource, scope);
      }
    }
  }
}

/** The bytes of the one field with that number; empty when it is absent. */
function only(bytes: Buffer, start: number, end: number, number: number): Buffer {
  const cursor = new Cursor(bytes).over(bytes, start, end);
  while (cursor.next()) {
    if (cursor.number !== number) continue;
    cursor.expectBytes();
    return bytes.subarray(cursor.start, cursor.end);
  }
  return NOTHING;
}
