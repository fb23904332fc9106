import { REQUEST, RESOURCE_SPANS, SCOPE_SPANS } from './fields.ts';
import type { SpanSource } from './resources.ts';

/** A span as it came, with what it came under. */
export interface RawSpan {
  readonly source: SpanSource;
  readonly bytes: Buffer;
}

/** Puts raw spans together again as one `ExportTraceServiceRequest`. */
export function writeRequest(spans: readonly RawSpan[]): Buffer {
  const bySource = new Map<SpanSource, Buffer[]>();
  for (const { source, bytes } of spans) {
    const list = bySource.get(source);
    if (list === undefined) bySource.set(source, [bytes]);
    else list.push(bytes);
  }
  const groups: Buffer[] = [];
  for (const [source, list] of bySource) {
    const scopeSpans = [field(SCOPE_SPANS.scope, source.scopeBytes)];
    for (const bytes of list) scopeSpans.push(field(SCOPE_SPANS.spans, bytes));
    const group = [
      field(RESOURCE_SPANS.resource, source.resourceBytes),
      field(RESOURCE_SPANS.scopeSpans, Buffer.concat(scopeSpans)),
    ];
    groups.push(field(REQUEST.resourceSpans, Buffer.concat(group)));
  }
  return Buffer.concat(groups);
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}
