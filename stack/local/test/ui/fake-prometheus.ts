const SERVICES = ['storefront', 'catalog', 'payments'];
const METRICS = [
  'up',
  'http_server_request_duration_seconds_bucket',
  'http_server_request_duration_seconds_count',
  'http_server_request_duration_seconds_sum',
  'sightline_log_records_total',
  'process_resident_memory_bytes',
  'nodejs_eventloop_delay_seconds',
];

interface SeriesSpec {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: (seconds: number) => number;
}

function wave(seed: number, level: number): (seconds: number) => number {
  return (seconds) =>
    level * (1 + 0.25 * Math.sin(seconds / 47 + seed) + 0.1 * Math.sin(seconds / 7));
}

/** Series that look like the answer, found by words in the expression. */
function seriesOf(query: string, known: boolean): readonly SeriesSpec[] {
  if (!known || !METRICS.some((name) => query.includes(name))) return [];
  const quantile = /histogram_quantile\((0?\.\d+)/.exec(query)?.[1];
  if (quantile !== undefined) {
    return [{ metric: {}, value: wave(1, 0.015 * (1 / (1.04 - Number(quantile))) ** 0.9) }];
  }
  if (query.includes('by (error_type)')) {
    return ['503', 'TimeoutError'].map((error_type, at) => ({
      metric: { error_type },
      value: wave(at, 0.1 + at * 0.05),
    }));
  }
  if (query.includes('by (http_response_status_code)')) {
    return ['200', '404', '502'].map((http_response_status_code, at) => ({
      metric: { http_response_status_code },
      value: wave(at, 2.4 / (1 + at * 4)),
    }));
  }
  if (query.trim() === 'up') {
    return SERVICES.map((service_name) => ({
      metric: { __name__: 'up', instance: `${service_name}:9464`, service_name },
      value: () => 1,
    }));
  }
  return SERVICES.map((service_name, at) => ({
    metric: { service_name },
    value: wave(at, 3 / (at + 1)),
  }));
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

function ok(data: unknown): FakeAnswer {
  return { status: 200, body: { status: 'success', data } };
}

function balanced(query: string): boolean {
  return query.split('(').length === query.split(')').length && query !== '';
}

function range(query: URLSearchParams, known: boolean): FakeAnswer {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(query.get(name)));
  const result = seriesOf(query.get('query') ?? '', known).map(({ metric, value }) => {
    const values: [number, string][] = [];
    for (let at = start ?? 0; at <= (end ?? 0); at += step ?? 1) values.push([at, `${value(at)}`]);
    return { metric, values };
  });
  return ok({ resultType: 'matrix', result });
}

function targets(known: boolean): FakeAnswer {
  const activeTargets = SERVICES.map((name) => ({
    discoveredLabels: {},
    labels: { instance: `${name}:9464`, job: 'services', service_name: name },
    scrapePool: 'services',
    scrapeUrl: `http://localhost:9464/metrics?of=${name}`,
    globalUrl: '',
    lastError: name === 'payments' ? 'connect ECONNREFUSED 127.0.0.1:9466' : '',
    lastScrape: new Date(Date.now() - 2000).toISOString(),
    lastScrapeDuration: 0.0042,
    health: name === 'payments' ? 'down' : 'up',
    scrapeInterval: '5s',
    scrapeTimeout: '5s',
  }));
  return ok({ activeTargets: known ? activeTargets : [], droppedTargets: [] });
}

export type Example = { readonly traceId: string; readonly spanId: string } & {
  readonly seconds: number;
  readonly atMs: number;
};

function exemplars(examples: readonly Example[]): FakeAnswer {
  const found = examples.map(({ traceId, spanId, seconds, atMs }) => ({
    labels: { trace_id: traceId, span_id: spanId },
    value: String(seconds),
    timestamp: atMs / 1000,
  }));
  const seriesLabels = { http_route: '/items/:id', http_request_method: 'GET' };
  return ok(found.length === 0 ? [] : [{ seriesLabels, exemplars: found }]);
}

/** Answers of Prometheus' API that look right; `known` is false for a stack without data. */
export function prometheus(
  path: string,
  query: URLSearchParams,
  known: boolean,
  examples: () => readonly Example[],
): FakeAnswer | undefined {
  const expression = query.get('query') ?? '';
  if (/^(?:query|query_range)$/.test(path) && !balanced(expression)) {
    const error = 'parse error: unclosed left parenthesis';
    return { status: 400, body: { status: 'error', errorType: 'bad_data', error } };
  }
  switch (path) {
    case 'query_range':
      return range(query, known);
    case 'query': {
      const at = Number(query.get('time'));
      const result = seriesOf(expression, known).map(({ metric, value }) => ({
        metric,
        value: [at, `${value(at)}`],
      }));
      return ok({ resultType: 'vector', result });
    }
    case 'query_exemplars':
      return exemplars(examples());
    case 'label/__name__/values':
      return ok(known ? METRICS : []);
    case 'targets':
      return targets(known);
    default:
      return undefined;
  }
}
