import { SeverityNumber } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOtlpHttpReceiver, startOtlpReceiver, type OtlpReceiver } from './index.ts';

const resource = resourceFromAttributes({ 'service.name': 'orders' });
let grpc: OtlpReceiver;
let http: OtlpReceiver;

beforeAll(async () => {
  [grpc, http] = await Promise.all([startOtlpReceiver(), startOtlpHttpReceiver()]);
});
afterAll(() => Promise.all([grpc.close(), http.close()]));

test('metrics of the official SDK are read: sums, gauges, histograms', async () => {
  const exporter = new OTLPMetricExporter({ url: `${http.endpoint}/v1/metrics` });
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    // Views decide the order in which metrics are written, hence the lookup by name below.
    views: [
      {
        instrumentName: 'latency',
        aggregation: {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: [0.1, 1] },
        },
      },
    ],
  });
  const meter = provider.getMeter('scope', '2');
  meter.createCounter('jobs', { unit: '{job}', description: 'Jobs done.' }).add(3, { queue: 'a' });
  meter.createGauge('level').record(-0.5);
  const latency = meter.createHistogram('latency', { unit: 's' });
  for (const seconds of [0.05, 0.5, 5]) latency.record(seconds, { route: '/x' });
  await provider.shutdown();

  await http.waitFor(({ metrics }) => metrics.length === 3);
  const named = new Map(http.metrics.map((metric) => [metric.name, metric]));
  expect(named.get('jobs')).toMatchObject({
    resource: { 'service.name': 'orders' },
    scope: { name: 'scope', version: '2' },
    name: 'jobs',
    unit: '{job}',
    description: 'Jobs done.',
    type: 'sum',
    monotonic: true,
    temporality: 'cumulative',
    points: [{ attributes: { queue: 'a' }, value: 3 }],
  });
  expect(named.get('level')).toMatchObject({
    name: 'level',
    type: 'gauge',
    points: [{ value: -0.5 }],
  });
  expect(named.get('latency')).toMatchObject({
    name: 'latency',
    type: 'histogram',
    points: [
      {
        attributes: { route: '/x' },
        count: 3n,
        sum: 5.55,
        bucketCounts: [1n, 1n, 1n],
        explicitBounds: [0.1, 1],
      },
    ],
  });
});

test('log records of the official SDK are read', async () => {
  const exporter = new OTLPLogExporter({ url: grpc.endpoint });
  const processors = [new SimpleLogRecordProcessor({ exporter })];
  const provider = new LoggerProvider({ resource, processors });
  provider.getLogger('app').emit({
    body: { text: 'paid', items: [1, 'two', null] },
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARN',
    attributes: { order: 5 },
    timestamp: [1_700_000_000, 1],
  });
  await provider.shutdown();

  await grpc.waitFor(({ logs }) => logs.length === 1);
  expect(grpc.logs[0]).toMatchObject({
    resource: { 'service.name': 'orders' },
    scope: { name: 'app' },
    severityNumber: 13,
    severityText: 'WARN',
    body: { text: 'paid', items: [1, 'two', null] },
    attributes: { order: 5 },
    timeUnixNano: 1_700_000_000_000_000_001n,
  });
});

test('over HTTP, what is no OTLP is told and not kept', async () => {
  const post = (path: string, type: string, body: string): Promise<number> =>
    fetch(http.endpoint + path, { method: 'POST', headers: { 'content-type': type }, body }).then(
      (response) => response.status,
    );
  http.clear();
  expect(await post('/v1/traces', 'application/json', '{}')).toBe(415);
  expect(await post('/v1/spans', 'application/x-protobuf', '')).toBe(404);
  expect(await post('/v1/traces', 'application/x-protobuf', 'not protobuf')).toBe(400);
  expect(http.malformed).toHaveLength(1);
  expect(http.requests.map((request) => request.answered)).toEqual(['malformed']);
});

test('a garbage answer is no OTLP response, and Retry-After is sent when asked', async () => {
  const body = new Uint8Array(0);
  const init = { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body };
  http.behave('garbage', { times: 1 });
  const garbage = await fetch(`${http.endpoint}/v1/traces`, init);
  expect(Buffer.from(await garbage.arrayBuffer()).toString('hex')).toBe('0a7ffffefd');
  http.behave({ mode: 'refuse', status: 503, retryAfterSeconds: 7 }, { times: 1 });
  const refused = await fetch(`${http.endpoint}/v1/traces`, init);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
  expect((await fetch(`${http.endpoint}/v1/traces`, init)).status).toBe(200);
});

test('a sender that honours Retry-After comes back and is served', async () => {
  const exporter = new OTLPTraceExporter({ url: `${http.endpoint}/v1/traces` });
  http.clear();
  http.behave({ mode: 'refuse', status: 429, retryAfterSeconds: 1 }, { times: 1 });
  await new Promise((resolve) => exporter.export([], resolve));
  expect(http.requests.map((request) => request.answered)).toEqual(['refuse', 'ok']);
  await exporter.shutdown();
});
