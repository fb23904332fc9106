import type {
  Health,
  WireEdge,
  WireFacets,
  WireKept,
  WireLog,
  WireLogHistogram,
  WireLogs,
  WireMap,
  WireRange,
  WireRed,
  WireService,
  WireServiceDetail,
  WireSpan,
  WireTraceDetail,
  WireTraces,
} from '../../src/wire/index.ts';
import { logTest, spanTest, type FakeData } from './fake-data.ts';

function within<T>(items: readonly T[], { from, to }: WireRange, at: (item: T) => number): T[] {
  return items.filter((item) => at(item) >= from && at(item) <= to);
}

function red(durations: number[], errors: number, range: WireRange): WireRed {
  if (durations.length === 0) {
    return { ratePerSecond: null, errorRatio: null, p50Ms: null, p95Ms: null, p99Ms: null };
  }
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return {
    ratePerSecond: sorted.length / ((range.to - range.from) / 1000),
    errorRatio: errors / sorted.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  };
}

function redOf(spans: readonly WireSpan[], range: WireRange): WireRed {
  const errors = spans.filter(({ status }) => status === 'error').length;
  return red(
    spans.map(({ durationMs }) => durationMs),
    errors,
    range,
  );
}

function health({ errorRatio }: WireRed): Health {
  if (errorRatio === null) return 'quiet';
  if (errorRatio > 0.05) return 'failing';
  return errorRatio > 0.01 ? 'degraded' : 'ok';
}

function spansIn(data: FakeData, range: WireRange): WireSpan[] {
  return within(data.summaries, range, ({ startMs }) => startMs).flatMap(
    ({ traceId }) => data.traces.get(traceId) ?? [],
  );
}

const BUCKETS = 60;

function service(name: string, spans: readonly WireSpan[], range: WireRange): WireService {
  const stepMs = (range.to - range.from) / BUCKETS;
  const rate = Array.from({ length: BUCKETS }, () => 0);
  const errors = [...rate];
  for (const { startMs, status } of spans) {
    const at = Math.min(BUCKETS - 1, Math.max(0, Math.floor((startMs - range.from) / stepMs)));
    rate[at] = (rate[at] ?? 0) + 1000 / stepMs;
    if (status === 'error') errors[at] = (errors[at] ?? 0) + 1000 / stepMs;
  }
  const figures = redOf(spans, range);
  return {
    ...figures,
    service: name,
    health: health(figures),
    source: name === 'payments' ? 'spans' : 'metrics',
    version: '1.4.2',
    environment: 'development',
    language: 'nodejs',
    sparkline: { stepMs, rate, errors },
  };
}

const LOGS_ONLY: Omit<WireService, keyof WireRed | 'sparkline'> = {
  service: 'nginx',
  health: 'quiet',
  source: 'logs',
  version: '',
  environment: 'development',
  language: '',
};

const NO_RED: WireRed = {
  ratePerSecond: null,
  errorRatio: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
};

const RANK: readonly Health[] = ['failing', 'degraded', 'ok', 'quiet'];

export function services(data: FakeData, range: WireRange): WireService[] {
  const spans = spansIn(data, range).filter(({ kind }) => kind === 'server');
  if (spans.length === 0) return [];
  const found = [...Map.groupBy(spans, (span) => span.service)].map(([name, own]) =>
    service(name, own, range),
  );
  const quiet = { stepMs: (range.to - range.from) / BUCKETS, rate: [null, null], errors: [null] };
  return [...found, { ...LOGS_ONLY, ...NO_RED, sparkline: quiet }].sort(
    (a, b) => RANK.indexOf(a.health) - RANK.indexOf(b.health),
  );
}

function peerOf(span: WireSpan): string {
  const { attributes } = span;
  if (attributes['messaging.destination.name'] !== undefined) return 'orders';
  return String(attributes['server.address'] ?? '');
}

export function map(data: FakeData, range: WireRange): WireMap {
  const spans = spansIn(data, range);
  const calls = spans.filter((span) => span.kind === 'client' || span.kind === 'producer');
  const edges = [...Map.groupBy(calls, (span) => `${span.service}\n${peerOf(span)}`)].map(
    ([key, own]): WireEdge => {
      const [from = '', to = ''] = key.split('\n');
      const kind = to === 'postgres' ? 'database' : to === 'orders' ? 'messaging' : 'http';
      return { from, to, kind, ...redOf(own, range) };
    },
  );
  const inner = spans.filter((span) => span.kind === 'server' && span.service === 'payments');
  if (inner.length > 0) {
    edges.push({ from: 'storefront', to: 'payments', kind: 'http', ...redOf(inner, range) });
  }
  const known = services(data, range).filter(({ source }) => source !== 'logs');
  const names = new Set(known.map((one) => one.service));
  const outside = [...new Set(edges.map(({ to }) => to))].filter((to) => !names.has(to));
  const nodes = known.map((one) => ({ ...one, id: one.service, kind: 'service' as const }));
  return {
    ...range,
    nodes: [
      ...nodes,
      ...outside.map((id) => ({
        ...NO_RED,
        ...edges.find((edge) => edge.to === id),
        id,
        kind: outsideKind(id),
        health: 'ok' as const,
      })),
    ],
    edges,
    partial: false,
  };
}

function outsideKind(id: string): 'database' | 'queue' | 'external' {
  if (id === 'postgres') return 'database';
  return id === 'orders' ? 'queue' : 'external';
}

export function serviceDetail(
  data: FakeData,
  name: string,
  range: WireRange,
): WireServiceDetail | undefined {
  const found = services(data, range).find((one) => one.service === name);
  if (found === undefined) return undefined;
  const own = spansIn(data, range).filter((s) => s.service === name && s.kind === 'server');
  const seconds = (range.to - range.from) / 1000;
  const routes = [...Map.groupBy(own, (span) => span.name)].map(([route, spans]) => ({
    method: route.split(' ')[0] ?? '',
    route: route.split(' ')[1] ?? '',
    serverSeconds: spans.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000 / seconds,
    ...redOf(spans, range),
  }));
  const { edges } = map(data, range);
  return {
    ...range,
    service: found,
    routes: routes.sort((a, b) => b.serverSeconds - a.serverSeconds),
    calls: edges.filter(({ from }) => from === name),
    calledBy: edges.filter(({ to }) => to === name),
    errorLogs: within(data.logs, range, ({ timeMs }) => timeMs)
      .filter((line) => line.service === name && line.level === 'error')
      .slice(-10)
      .reverse(),
    instances: [{ id: `${name}-1`, version: '1.4.2', up: true }],
  };
}

const ORDERS = {
  newest: (a: { startMs: number }, b: { startMs: number }) => b.startMs - a.startMs,
  slowest: (a: { durationMs: number }, b: { durationMs: number }) => b.durationMs - a.durationMs,
  errors: (a: { errors: number }, b: { errors: number }) => b.errors - a.errors,
};

export function traces(data: FakeData, range: WireRange, query: URLSearchParams): WireTraces {
  const test = spanTest(query.get('q') ?? '');
  const sort = (query.get('sort') ?? 'newest') as keyof typeof ORDERS;
  const matched = within(data.summaries, range, ({ startMs }) => startMs).filter(({ traceId }) =>
    data.traces.get(traceId)?.some(test),
  );
  const sorted = matched.toSorted(ORDERS[sort]);
  const limit = Number(query.get('limit') ?? 200);
  return { ...range, traces: sorted.slice(0, limit), matched: matched.length, partial: false };
}

export function trace(data: FakeData, traceId: string): WireTraceDetail | undefined {
  const spans = data.traces.get(traceId);
  const summary = data.summaries.find((one) => one.traceId === traceId);
  if (spans === undefined || summary === undefined) return undefined;
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const parents = spans.map(({ parentSpanId }) => parentSpanId);
  return {
    traceId,
    startMs: summary.startMs,
    durationMs: summary.durationMs,
    spans,
    logCount: data.logs.filter((line) => line.traceId === traceId).length,
    missingParents: new Set(parents.filter((id) => id !== '' && !ids.has(id))).size,
  };
}

function matchingLogs(data: FakeData, range: WireRange, query: URLSearchParams): WireLog[] {
  return within(data.logs, range, ({ timeMs }) => timeMs).filter(logTest(query.get('q') ?? ''));
}

export function logs(data: FakeData, range: WireRange, query: URLSearchParams): WireLogs {
  const before = Number(query.get('before') ?? Infinity);
  const limit = Number(query.get('limit') ?? 500);
  const found = matchingLogs(data, range, query)
    .filter(({ sequence }) => sequence < before)
    .sort((a, b) => b.sequence - a.sequence);
  const lines = found.slice(0, limit);
  const next = found.length > limit ? (lines.at(-1)?.sequence ?? null) : null;
  return { ...range, lines, next, partial: false };
}

export function histogram(
  data: FakeData,
  range: WireRange,
  query: URLSearchParams,
): WireLogHistogram {
  const buckets = Number(query.get('buckets') ?? 60);
  const stepMs = (range.to - range.from) / buckets;
  const levels: Record<string, number[]> = {};
  const found = matchingLogs(data, range, query);
  for (const { level, timeMs } of found) {
    const counts = (levels[level] ??= Array.from({ length: buckets }, () => 0));
    const at = Math.min(buckets - 1, Math.floor((timeMs - range.from) / stepMs));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { ...range, stepMs, levels, total: found.length, partial: false };
}

function facet(field: string, values: readonly string[]): WireFacets['facets'][number] {
  const counted = [...Map.groupBy(values, (value) => value)]
    .map(([value, all]) => ({ value, count: all.length }))
    .sort((a, b) => b.count - a.count);
  return { field, values: counted };
}

export function logFacets(data: FakeData, range: WireRange, query: URLSearchParams): WireFacets {
  const found = matchingLogs(data, range, query);
  const facets = [
    facet(
      'level',
      found.map(({ level }) => level),
    ),
    facet(
      'service',
      found.map((line) => line.service),
    ),
  ];
  return { ...range, facets, partial: false };
}

export function traceFacets(data: FakeData, range: WireRange, query: URLSearchParams): WireFacets {
  const spans = spansIn(data, range).filter(spanTest(query.get('q') ?? ''));
  const facets = [
    facet(
      'service',
      spans.map((span) => span.service),
    ),
    facet(
      'status',
      spans.map(({ status }) => (status === 'error' ? 'error' : 'ok')),
    ),
    facet(
      'name',
      spans.map(({ name }) => name),
    ),
  ];
  return { ...range, facets, partial: false };
}

export function kept(data: FakeData): WireKept {
  const at = data.logs[0]?.timeMs ?? null;
  const common = { oldestMs: at, newestMs: data.logs.at(-1)?.timeMs ?? null };
  const spans = data.spanCount;
  return {
    residentBytes: 187_000_000,
    folder: { path: '.sightline', bytes: 41_000_000, bytesMax: 536_870_912 },
    startedMs: data.startedMs - 3_700_000,
    signals: [
      {
        ...common,
        signal: 'logs',
        kept: data.logs.length,
        keptMax: 200_000,
        bytes: data.logs.length * 640,
        bytesMax: 134_217_728,
        accepted: data.logs.length,
        evicted: 0,
        rejected: {},
      },
      {
        ...common,
        signal: 'spans',
        kept: spans,
        keptMax: 50_000,
        bytes: spans * 410,
        bytesMax: 67_108_864,
        accepted: spans + 18_211,
        evicted: 18_211,
        rejected: { malformed: 3, too_old: 120 },
      },
      {
        ...common,
        signal: 'series',
        kept: 1843,
        keptMax: 50_000,
        bytes: 2_400_000,
        bytesMax: 0,
        accepted: 1843,
        evicted: 0,
        rejected: {},
      },
    ],
  };
}
