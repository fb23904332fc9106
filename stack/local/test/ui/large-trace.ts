import type { WireSpan } from '../../src/wire/index.ts';
import { randomOf } from './shop.ts';

const SERVICES = ['storefront', 'catalog', 'payments', 'search', 'prices'];

export const LARGE_TRACE_ID = 'a'.repeat(32);
export const TORN_TRACE_ID = 'b'.repeat(32);

function bare(
  traceId: string,
  at: number,
  parentSpanId: string,
  startMs: number,
  ms: number,
): WireSpan {
  const service = SERVICES[at % SERVICES.length] ?? '';
  const failed = at % 211 === 210;
  return {
    traceId,
    spanId: at.toString(16).padStart(16, '0'),
    parentSpanId,
    name: `step ${at}`,
    kind: 'internal',
    service,
    startMs,
    durationMs: ms,
    status: failed ? 'error' : 'unset',
    statusMessage: failed ? 'step failed' : '',
    attributes: { 'step.number': at },
    resource: { 'service.name': service },
    scope: 'fake',
    events: [],
    links: [],
  };
}

/** 1,500 spans in a tree, children inside their parents. */
export function largeTrace(startMs: number, count = 1500): WireSpan[] {
  const random = randomOf(5);
  const spans: WireSpan[] = [bare(LARGE_TRACE_ID, 0, '', startMs, 4000)];
  for (let at = 1; at < count; at++) {
    const parent = spans[Math.floor(Math.sqrt(random()) * Math.min(at, 60 + at * 0.3))] ?? spans[0];
    if (parent === undefined) break;
    const ms = parent.durationMs * (0.1 + random() * 0.5);
    const from = parent.startMs + random() * (parent.durationMs - ms);
    spans.push(bare(LARGE_TRACE_ID, at, parent.spanId, from, ms));
  }
  return spans.sort((a, b) => a.startMs - b.startMs);
}

/** Spans whose parents were evicted. */
export function tornTrace(startMs: number): WireSpan[] {
  const gone = 'f'.repeat(16);
  return [
    bare(TORN_TRACE_ID, 1, gone, startMs, 80),
    bare(TORN_TRACE_ID, 2, '0000000000000001', startMs + 5, 40),
    bare(TORN_TRACE_ID, 3, gone, startMs + 90, 30),
  ];
}
