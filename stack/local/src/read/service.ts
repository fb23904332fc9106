import { LABEL } from 'sightline/contract';
import type { TelemetryStore, TimeRange } from '../model/index.ts';
import type { WireLog, WireRoute, WireServiceDetail } from '../wire/index.ts';
import { ScanBudget } from './budget.ts';
import { readCalls, wireEdge } from './calls.ts';
import { wireLog } from './logs.ts';
import { quoted, servedQueries, SERVICE_LABEL, type Metrics } from './metrics.ts';
import { RedCounter } from './red.ts';
import { coveredRange, listServices, redBy } from './services.ts';

const ERROR_LOGS_MAX = 20;
const ROUTES_MAX = 200;
const METHOD_LABEL = LABEL.method;
const ROUTE_LABEL = LABEL.route;
const BETWEEN = '\u0000';

/** Everything of one service; undefined when nothing is known of it. */
export function serviceDetail(
  store: TelemetryStore,
  metrics: Metrics,
  range: TimeRange,
  name: string,
): WireServiceDetail | undefined {
  const { services } = listServices(store, metrics, range);
  const service = services.find((one) => one.service === name);
  if (service === undefined) return undefined;
  const calls = readCalls(store.spans, range);
  const edges = calls.edges.map((call) => wireEdge(call, calls.stretchMs));
  const routes =
    service.source === 'metrics'
      ? measuredRoutes(metrics, coveredRange(store.metrics, range), name)
      : spanRoutes(store, range, name, calls.stretchMs);
  return {
    from: range.fromMs,
    to: range.toMs,
    service,
    routes: routes
      .sort((a, b) => (b.serverSeconds ?? 0) - (a.serverSeconds ?? 0))
      .slice(0, ROUTES_MAX),
    calls: edges.filter(({ from }) => from === name),
    calledBy: edges.filter(({ to }) => to === name),
    errorLogs: errorLogs(store, range, name),
    instances: instances(metrics, range, name),
  };
}

function measuredRoutes(metrics: Metrics, range: TimeRange, name: string): WireRoute[] {
  const seconds = (range.toMs - range.fromMs) / 1000;
  const only = `${SERVICE_LABEL}=${quoted(name)}`;
  const queries = servedQueries(`${METHOD_LABEL}, ${ROUTE_LABEL}`, seconds, only);
  const keyOf = (labels: Readonly<Record<string, string>>): string =>
    `${labels[METHOD_LABEL] ?? ''}${BETWEEN}${labels[ROUTE_LABEL] ?? ''}`;
  const spent = new Map(
    metrics
      .vector(queries.seconds, range.toMs)
      .map(({ labels, value }) => [keyOf(labels), value] as const),
  );
  return [...redBy(metrics, queries, range.toMs, keyOf)].map(([key, red]) => {
    const [method = '', route = ''] = key.split(BETWEEN);
    return { method, route, ...red, serverSeconds: spent.get(key) ?? null };
  });
}

function spanRoutes(
  store: TelemetryStore,
  range: TimeRange,
  name: string,
  stretchMs: number,
): WireRoute[] {
  const routes = new Map<string, RedCounter>();
  const budget = new ScanBudget();
  store.spans.scan(range, (row) => {
    if (!budget.left()) return false;
    if (row.service !== name || (row.kind !== 'server' && row.kind !== 'consumer')) return true;
    // The name of a server span is its method and route.
    const [method = '', ...rest] = row.name.split(' ');
    const route = row.route === '' ? rest.join(' ') : row.route;
    const key = rest.length === 0 ? `${BETWEEN}${row.name}` : `${method}${BETWEEN}${route}`;
    const counter = routes.get(key) ?? new RedCounter();
    routes.set(key, counter);
    counter.add(row.durationMs, row.status === 'error');
    return true;
  });
  return [...routes].map(([key, counter]) => {
    const [method = '', route = ''] = key.split(BETWEEN);
    const serverSeconds = counter.totalMs / Math.max(1, stretchMs);
    return { method, route, ...counter.over(stretchMs), serverSeconds };
  });
}

function errorLogs(store: TelemetryStore, range: TimeRange, name: string): WireLog[] {
  const lines: WireLog[] = [];
  store.logs.scan(range, (row) => {
    if (row.service === name && (row.level === 'error' || row.level === 'fatal')) {
      lines.push(wireLog(row));
    }
    return lines.length < ERROR_LOGS_MAX;
  });
  return lines;
}

function instances(
  metrics: Metrics,
  range: TimeRange,
  name: string,
): WireServiceDetail['instances'] {
  const key = ({ job = '', instance = '' }: Readonly<Record<string, string>>) =>
    `${job}${BETWEEN}${instance}`;
  const up = new Map(
    metrics.vector('up', range.toMs).map(({ labels, value }) => [key(labels), value === 1]),
  );
  const query = `target_info{${SERVICE_LABEL}=${quoted(name)}}`;
  return metrics.vector(query, range.toMs).map(({ labels }) => ({
    id: labels['service_instance_id'] ?? labels['instance'] ?? '',
    version: labels['service_version'] ?? '',
    up: up.get(key(labels)) ?? null,
  }));
}
