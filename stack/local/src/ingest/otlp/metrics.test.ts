import { describe, expect, test } from 'vitest';
import { prometheusLabel, prometheusName } from '../metrics/name.ts';
import { floatText } from '../metrics/float.ts';
import { DeltaStreams } from '../metrics/deltas.ts';
import { TestStore } from '../testing/store.ts';
import { encodeJson } from './json-encode.ts';
import { METRICS_REQUEST } from './metric-messages.ts';
import { MetricTaker } from './metrics.ts';

test.each([
  ['http.server.request.duration', 's', 'other', 'http_server_request_duration_seconds'],
  ['process.memory.usage', 'By', 'gauge', 'process_memory_usage_bytes'],
  ['requests', '{request}', 'counter', 'requests_total'],
  ['requests.total', '1', 'counter', 'requests_total'],
  ['cache.hit', '1', 'gauge', 'cache_hit_ratio'],
  ['cache.ratio.hit', '1', 'gauge', 'cache_hit_ratio'],
  ['io', 'By/s', 'gauge', 'io_bytes_per_second'],
  ['network.io', 'By', 'counter', 'network_io_bytes_total'],
  ['up_seconds', 's', 'gauge', 'up_seconds'],
  ['5xx-rate', '', 'gauge', '_5xx_rate'],
  ['odd', 'widgets', 'other', 'odd_widgets'],
] as const)('%s in %s as %s is %s', (name, unit, kind, expected) => {
  expect(prometheusName({ name, unit, kind })).toBe(expected);
});

test.each([
  ['http.route', 'http_route'],
  ['5xx', 'key_5xx'],
  ['_private', 'key_private'],
  ['größe', 'gr__e'],
])('label %s is %s', (name, expected) => {
  expect(prometheusLabel(name)).toBe(expected);
});

test.each([
  [1, '1.0'],
  [0.3, '0.3'],
  [0, '0.0'],
  [1e6, '1e+06'],
  [123456, '123456.0'],
  [1234567.5, '1.2345675e+06'],
  [0.00005, '5e-05'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
  [Number.NaN, 'NaN'],
])('bound %d is written %s', (value, expected) => {
  expect(floatText(value)).toBe(expected);
});

const RESOURCE = {
  attributes: Object.entries({
    'service.name': 'cart',
    'service.namespace': 'shop',
    'service.instance.id': 'i1',
    'deployment.environment.name': 'dev',
    'host.name': 'h1',
  }).map(([key, stringValue]) => ({ key, value: { stringValue } })),
};
const IDENTITY = 'deployment_environment_name="dev",instance="i1",job="shop/cart"';
const INFO = 'deployment_environment_name="dev",host_name="h1",instance="i1",job="shop/cart"';
const SERVICE = 'service_name="cart"';

function request(metrics: readonly object[], resource: object = RESOURCE): Buffer {
  const body = { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] };
  return encodeJson(METRICS_REQUEST, JSON.stringify(body));
}
const at = (second: number): object => ({ timeUnixNano: `${second}000000000` });

test('gauges carry the identity of their resource, and target_info the rest of it', () => {
  const store = new TestStore();
  const attributes = [
    { key: 'a.b', value: { stringValue: 'x' } },
    { key: 'a_b', value: { intValue: '5' } },
    { key: 'empty', value: { stringValue: '' } },
  ];
  const dataPoints = [{ ...at(5), asDouble: 0.5, attributes }];
  new MetricTaker(store.metrics).take(
    request([{ name: 'hit', unit: '1', description: 'Hits', gauge: { dataPoints } }]),
  );
  expect(store.latest()).toEqual({
    [`hit_ratio{a_b="x;5",${IDENTITY},${SERVICE}}`]: 0.5,
    [`target_info{${INFO},${SERVICE}}`]: 1,
  });
  expect(store.keptSeries[0]?.samples).toEqual([{ timeMs: 5000, value: 0.5, stale: false }]);
  expect(store.metricMetadata.get('hit_ratio')).toEqual({ type: 'gauge', help: 'Hits', unit: '' });
});

const HISTOGRAM_POINT = {
  ...at(5),
  count: '6',
  sum: 7.5,
  bucketCounts: ['1', 2, '3'],
  explicitBounds: [0.3, 1],
  exemplars: [
    {
      ...at(4),
      asDouble: 0.9,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    },
  ],
};
const NO_RESOURCE = {};

describe('histograms', () => {
  test('classic buckets that add up, with exemplars on the bucket they fall into', () => {
    const store = new TestStore();
    const histogram = { dataPoints: [HISTOGRAM_POINT], aggregationTemporality: 2 };
    new MetricTaker(store.metrics).take(
      request([{ name: 'd', unit: 's', histogram }], NO_RESOURCE),
    );
    expect(store.latest()).toEqual({
      'd_seconds_bucket{le="0.3"}': 1,
      'd_seconds_bucket{le="1.0"}': 3,
      'd_seconds_bucket{le="+Inf"}': 6,
      'd_seconds_count{}': 6,
      'd_seconds_sum{}': 7.5,
    });
    expect(store.keptSeries.filter(({ exemplars }) => exemplars.length > 0)).toMatchObject([
      {
        labels: { le: '1.0' },
        exemplars: [
          {
            labels: { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' },
            value: 0.9,
            timeMs: 4000,
          },
        ],
      },
    ]);
  });

  test('delta points are summed up per stream', () => {
    const store = new TestStore();
    const taker = new MetricTaker(store.metrics);
    const aggregationTemporality = 'AGGREGATION_TEMPORALITY_DELTA';
    const send = (dataPoints: object[]) =>
      taker.take(
        request([{ name: 'd', histogram: { dataPoints, aggregationTemporality } }], NO_RESOURCE),
      );
    send([HISTOGRAM_POINT]);
    send([{ ...HISTOGRAM_POINT, ...at(6) }]);
    expect(store.latest()).toMatchObject({
      'd_bucket{le="0.3"}': 2,
      'd_sum{}': 15,
      'd_count{}': 12,
    });
    send([{ ...HISTOGRAM_POINT, ...at(7), bucketCounts: [6], explicitBounds: [] }]);
    expect(store.latest()).toMatchObject({ 'd_bucket{le="+Inf"}': 6, 'd_count{}': 6 });
  });

  test('buckets that do not fit their bounds are refused', () => {
    const store = new TestStore();
    const histogram = { dataPoints: [{ ...HISTOGRAM_POINT, explicitBounds: [1] }] };
    const { rejected } = new MetricTaker(store.metrics).take(request([{ name: 'd', histogram }]));
    expect([...rejected]).toEqual([['buckets_do_not_fit', 1]]);
  });
});

test('sums: monotonic ones are counters, deltas are summed up', () => {
  const store = new TestStore();
  const taker = new MetricTaker(store.metrics);
  const sum = (isMonotonic: boolean, aggregationTemporality: number, second: number) => ({
    isMonotonic,
    aggregationTemporality,
    dataPoints: [{ ...at(second), asInt: '3' }],
  });
  for (const second of [1, 2]) {
    taker.take(
      request(
        [
          { name: 'jobs', unit: '1', sum: sum(true, 1, second) },
          { name: 'open', unit: '1', sum: sum(false, 2, second) },
        ],
        NO_RESOURCE,
      ),
    );
  }
  expect(store.latest()).toEqual({ 'jobs_total{}': 6, 'open{}': 3 });
  expect(store.metricMetadata.get('jobs_total')?.type).toBe('counter');
  expect(store.metricMetadata.get('open')?.type).toBe('gauge');
});

test('summaries', () => {
  const store = new TestStore();
  const quantileValues = [
    { quantile: 0.5, value: 2 },
    { quantile: 1, value: 9 },
  ];
  const summary = { dataPoints: [{ ...at(1), count: 3, sum: 12, quantileValues }] };
  new MetricTaker(store.metrics).take(request([{ name: 's', summary }], NO_RESOURCE));
  expect(store.latest()).toEqual({
    's{quantile="0.5"}': 2,
    's{quantile="1.0"}': 9,
    's_sum{}': 12,
    's_count{}': 3,
  });
});

test('a point without recorded value ends its series', () => {
  const store = new TestStore();
  const taker = new MetricTaker(store.metrics);
  const gauge = (point: object) =>
    request([{ name: 'g', gauge: { dataPoints: [point] } }], NO_RESOURCE);
  taker.take(gauge({ ...at(1), asInt: 1 }));
  expect(taker.take(gauge({ ...at(2), flags: 1 })).accepted).toBe(1);
  expect(store.latest()).toEqual({ 'g{}': 'stale' });
  expect([...taker.take(gauge(at(3))).rejected.keys()]).toEqual(['no_value']);
});

test('what finds no room is refused with the reason', () => {
  const store = new TestStore();
  store.seriesMax = 0;
  const dataPoints = [{ ...at(1), asInt: 1 }];
  const body = request([
    { name: 'g', gauge: { dataPoints } },
    { name: 'e' },
    { gauge: { dataPoints } },
  ]);
  const { accepted, rejected } = new MetricTaker(store.metrics).take(body);
  expect(accepted).toBe(0);
  expect(Object.fromEntries(rejected)).toEqual({
    too_many_series: 1,
    no_data: 1,
    no_name: 1,
  });
  const streams = new DeltaStreams(1);
  expect(streams.add('a', [1], 0)).toEqual([1]);
  expect(streams.add('b', [1], 1)).toBeUndefined();
  expect(streams.add('a', [1], 2)).toEqual([2]);
  expect(streams.add('b', [1], 4e6)).toEqual([1]);
});
