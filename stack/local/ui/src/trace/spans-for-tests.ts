import type { WireSpan, WireTraceDetail } from '../../../src/wire/index.ts';

export type SpanSpec = readonly [
  id: string,
  parent: string,
  startMs: number,
  durationMs: number,
  more?: Partial<WireSpan>,
];

/** Spans for tests: service `s` and the id as name, unless said otherwise. */
export function spansOf(...specs: readonly SpanSpec[]): WireSpan[] {
  return specs.map(([spanId, parentSpanId, startMs, durationMs, more]) => ({
    traceId: 't',
    spanId,
    parentSpanId,
    startMs,
    durationMs,
    name: spanId,
    kind: 'internal',
    service: 's',
    status: 'unset',
    statusMessage: '',
    attributes: {},
    resource: {},
    scope: '',
    events: [],
    links: [],
    ...more,
  }));
}

export function traceOf(...specs: readonly SpanSpec[]): WireTraceDetail {
  const spans = spansOf(...specs);
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const endMs = Math.max(...spans.map((span) => span.startMs + span.durationMs));
  const durationMs = endMs - startMs;
  return { traceId: 't', startMs, durationMs, spans, logCount: 0, missingParents: 0 };
}
