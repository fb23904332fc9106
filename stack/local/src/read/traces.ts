import { compileFilter, parseFilter, SPAN_VIEW } from '../filter/index.ts';
import type { SpanRow, SpanStore, TelemetryStore, TimeRange } from '../model/index.ts';
import type { WireFacets, WireTrace, WireTraceDetail, WireTraces } from '../wire/index.ts';
import { ScanBudget } from './budget.ts';
import { FacetCounter } from './facets.ts';

export const TRACE_SORTS = ['newest', 'slowest', 'errors'] as const;
export type TraceSort = (typeof TRACE_SORTS)[number];

const FACETS = [
  'service',
  'name',
  'status',
  'http.response.status_code',
  'route',
  'kind',
  'peer',
] as const;

/** A trace while its spans are being gathered. */
interface Gathered {
  readonly traceId: string;
  startMs: number;
  endMs: number;
  spans: number;
  errors: number;
  passes: boolean;
  /** The root, or the earliest span so far. */
  rootMs: number;
  rooted: boolean;
  service: string;
  name: string;
  statusCode: number;
}

export interface TraceSearch {
  readonly filter: string;
  readonly sort: TraceSort;
  readonly limit: number;
  /** Durations of the whole trace. */
  readonly minMs?: number;
  readonly maxMs?: number;
}

/** Traces of which a span passes. Throws FilterError. */
export function searchTraces(
  store: SpanStore,
  range: TimeRange,
  { filter, sort, limit, minMs = 0, maxMs = Infinity }: TraceSearch,
): WireTraces {
  const passes = compileFilter(parseFilter(filter), SPAN_VIEW);
  const budget = new ScanBudget();
  const traces = new Map<string, Gathered>();
  store.scan(range, (row) => {
    if (!budget.left()) return false;
    const trace = gather(traces, row);
    trace.passes ||= passes(row);
    return true;
  });
  const lasts = ({ startMs, endMs }: Gathered): number => endMs - startMs;
  const matched = [...traces.values()]
    .filter((trace) => trace.passes && lasts(trace) >= minMs && lasts(trace) <= maxMs)
    .sort(ORDERS[sort]);
  const chosen = matched.slice(0, limit);
  const services = servicesOf(store, range, chosen);
  return {
    from: range.fromMs,
    to: range.toMs,
    traces: chosen.map((trace) => wireTrace(trace, services)),
    matched: matched.length,
    partial: budget.spent,
  };
}

const ORDERS: Readonly<Record<TraceSort, (a: Gathered, b: Gathered) => number>> = {
  newest: (a, b) => b.startMs - a.startMs,
  slowest: (a, b) => b.endMs - b.startMs - (a.endMs - a.startMs),
  errors: (a, b) => b.errors - a.errors || b.startMs - a.startMs,
};

function gather(traces: Map<string, Gathered>, row: SpanRow): Gathered {
  const { traceId, startMs, durationMs } = row;
  let trace = traces.get(traceId);
  if (trace === undefined) {
    trace = {
      traceId,
      startMs,
      endMs: startMs + durationMs,
      spans: 0,
      errors: 0,
      passes: false,
      rootMs: Infinity,
      rooted: false,
      service: '',
      name: '',
      statusCode: 0,
    };
    traces.set(traceId, trace);
  }
  trace.spans++;
  if (row.status === 'error') trace.errors++;
  if (startMs < trace.startMs) trace.startMs = startMs;
  if (startMs + durationMs > trace.endMs) trace.endMs = startMs + durationMs;
  const isRoot = row.parentSpanId === '';
  if ((isRoot && !trace.rooted) || (isRoot === trace.rooted && startMs < trace.rootMs)) {
    trace.rooted = isRoot;
    trace.rootMs = startMs;
    trace.service = row.service;
    trace.name = row.name;
    trace.statusCode = row.statusCode;
  }
  return trace;
}

type Services = Map<string, Map<string, { spans: number; errors: number }>>;

/** Spans and errors per service, of the chosen traces alone. */
function servicesOf(store: SpanStore, range: TimeRange, chosen: readonly Gathered[]): Services {
  const services: Services = new Map(chosen.map(({ traceId }) => [traceId, new Map()]));
  const wide = { fromMs: range.fromMs, toMs: Infinity };
  store.scan(wide, (row) => {
    const ofTrace = services.get(row.traceId);
    if (ofTrace === undefined) return true;
    const counts = ofTrace.get(row.service) ?? { spans: 0, errors: 0 };
    counts.spans++;
    if (row.status === 'error') counts.errors++;
    ofTrace.set(row.service, counts);
    return true;
  });
  return services;
}

function wireTrace(trace: Gathered, services: Services): WireTrace {
  const { traceId, service, name, startMs, endMs, spans, errors, statusCode, rooted } = trace;
  const ofTrace = services.get(traceId) ?? new Map<string, { spans: number; errors: number }>();
  return {
    traceId,
    service,
    name,
    startMs,
    durationMs: endMs - startMs,
    spans,
    errors,
    statusCode: statusCode === 0 ? null : statusCode,
    services: [...ofTrace].map(([of, counts]) => ({ service: of, ...counts })),
    whole: rooted,
  };
}

/** One trace with all its spans; undefined when none of them is kept. */
export function traceDetail(store: TelemetryStore, traceId: string): WireTraceDetail | undefined {
  const spans = store.spans.trace(traceId);
  const [first] = spans;
  if (first === undefined) return undefined;
  const known = new Set(spans.map(({ spanId }) => spanId));
  const parents = spans.map(({ parentSpanId }) => parentSpanId);
  const missing = new Set(parents.filter((parent) => parent !== '' && !known.has(parent)));
  const endMs = Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs));
  return {
    traceId,
    startMs: first.startMs,
    durationMs: endMs - first.startMs,
    spans,
    logCount: store.logs.ofTrace(traceId).length,
    missingParents: missing.size,
  };
}

/** The usual fields of spans by value, over the newest spans that pass. Throws FilterError. */
export function traceFacets(store: SpanStore, range: TimeRange, filter: string): WireFacets {
  const passes = compileFilter(parseFilter(filter), SPAN_VIEW);
  const budget = new ScanBudget();
  const facets = new FacetCounter(FACETS);
  store.scan(range, (row) => {
    if (!budget.left() || facets.full) return false;
    if (passes(row)) facets.count((field) => SPAN_VIEW.value(row, field));
    return true;
  });
  const partial = budget.spent || facets.full;
  return { from: range.fromMs, to: range.toMs, facets: facets.top(), partial };
}
