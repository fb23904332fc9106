import { Metadata, status } from '@grpc/grpc-js';
import { SeverityNumber, SpanStatusCode } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as OTLPLogJsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import * as traceHttp from '@opentelemetry/exporter-trace-otlp-http';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { TracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  IngestCounters,
  otlpHttpHandler,
  OtlpTaker,
  startOtlpGrpc,
  type OtlpGrpcServer,
} from '../src/ingest/index.ts';
import { exportOverGrpc } from '../src/ingest/testing/grpc-client.ts';
import { serve, type Served } from '../src/ingest/testing/serve.ts';
import { TestStore } from '../src/ingest/testing/store.ts';

const resource = resourceFromAttributes({ 'service.name': 'orders', 'service.instance.id': 'i1' });
let store: TestStore;
let counters: IngestCounters;
let taker: OtlpTaker;
let grpc: OtlpGrpcServer;
let http: Served;

beforeEach(async () => {
  store = new TestStore();
  counters = new IngestCounters();
  taker = new OtlpTaker({ store, counters });
  grpc = await startOtlpGrpc(taker, { port: 0, host: '127.0.0.1' });
  http = await serve(otlpHttpHandler(taker));
});
afterEach(() => Promise.all([grpc.close(), http.close()]));

const grpcUrl = (): string => `http://127.0.0.1:${grpc.port}`;

async function sendSpan(exporter: SpanExporter): Promise<void> {
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  const provider = new TracerProvider({ resource, spanProcessors });
  const span = provider.getTracer('lib').startSpan('work', { attributes: { n: 5, text: 'ü' } });
  span.addEvent('half', { done: true });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'broken' });
  span.end();
  await provider.forceFlush();
  await provider.shutdown();
}

test.each([
  ['over gRPC', () => new OTLPTraceExporter({ url: grpcUrl() })],
  [
    'over gRPC, gzip',
    () => new OTLPTraceExporter({ url: grpcUrl(), compression: CompressionAlgorithm.GZIP }),
  ],
  ['in JSON', () => new traceHttp.OTLPTraceExporter({ url: `${http.origin}/v1/traces` })],
])('spans of the official exporters, %s', async (_name, exporter) => {
  await sendSpan(exporter());
  expect(store.keptSpans).toMatchObject([
    {
      name: 'work',
      resource: { 'service.name': 'orders' },
      attributes: { n: 5, text: 'ü' },
      events: [{ name: 'half', attributes: { done: true } }],
      status: { code: 'error', message: 'broken' },
    },
  ]);
});

test.each([
  ['over gRPC', () => new OTLPLogExporter({ url: grpcUrl() })],
  ['in JSON', () => new OTLPLogJsonExporter({ url: `${http.origin}/v1/logs` })],
])('log records of the official exporters, %s', async (_name, exporter) => {
  const processors = [new SimpleLogRecordProcessor({ exporter: exporter() })];
  const provider = new LoggerProvider({ resource, processors });
  provider.getLogger('app').emit({
    body: 'paid',
    severityNumber: SeverityNumber.WARN,
    attributes: { order: 5, tenant: 'acme' },
    timestamp: [1_700_000_000, 0],
  });
  await provider.shutdown();
  expect(store.parsedLines()).toMatchObject([
    {
      '@timestamp': '2023-11-14T22:13:20.000Z',
      log: { level: 'warn', logger: 'app' },
      message: 'paid',
      service: { name: 'orders', node: { name: 'i1' } },
      labels: { tenant: 'acme' },
      numeric_labels: { order: 5 },
    },
  ]);
});

test('metrics of the official exporter', async () => {
  const exporter = new OTLPMetricExporter({ url: `${http.origin}/v1/metrics` });
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter('scope');
  meter.createCounter('jobs.done', { unit: '{job}' }).add(3, { queue: 'a' });
  meter.createHistogram('latency', { unit: 's' }).record(0.7);
  meter.createUpDownCounter('open', { unit: '1' }).add(-2);
  await provider.shutdown();
  const of = 'instance="i1",job="orders"';
  expect(store.latest()).toMatchObject({
    [`jobs_done_total{${of},queue="a",service_name="orders"}`]: 3,
    [`latency_seconds_count{${of},service_name="orders"}`]: 1,
    [`latency_seconds_bucket{${of},le="5.0",service_name="orders"}`]: 1,
    [`latency_seconds_bucket{${of},le="+Inf",service_name="orders"}`]: 1,
    [`open{${of},service_name="orders"}`]: -2,
  });
});

test('over gRPC, what is no OTLP is told and counted', async () => {
  const answers = await exportOverGrpc(grpc.port, [
    { signal: 'traces', body: Buffer.from('not protobuf') },
    { signal: 'logs', body: Buffer.from([0x0a, 0x7f]) },
    { signal: 'metrics', body: Buffer.alloc(0) },
  ]);
  expect(answers.map(({ code }) => code)).toEqual([
    status.INVALID_ARGUMENT,
    status.INVALID_ARGUMENT,
    status.OK,
  ]);
  expect(answers[1]?.details).toMatch(/^not an OTLP request: /);
  expect(counters.snapshot()).toMatchObject([
    { signal: 'spans', refused: { malformed: 1 } },
    { signal: 'logs', refused: { malformed: 1 } },
  ]);
});

test.each([false, true])('over gRPC, a message too large is refused; gzip: %s', async (isGzip) => {
  const body = Buffer.alloc(65 * 1024 * 1024);
  const [answer] = await exportOverGrpc(grpc.port, [{ signal: 'traces', body }], isGzip);
  expect(answer?.code).toBe(status.RESOURCE_EXHAUSTED);
});

test('over gRPC, callers need the token where one is asked for', async () => {
  await grpc.close();
  grpc = await startOtlpGrpc(taker, { port: 0, host: '127.0.0.1', token: 'secret' });
  const call = { signal: 'traces', body: Buffer.alloc(0) } as const;
  const withToken = (token: string): Metadata => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    return metadata;
  };
  const answers = await exportOverGrpc(grpc.port, [
    call,
    { ...call, metadata: withToken('other') },
    { ...call, metadata: withToken('secret') },
  ]);
  expect(answers.map(({ code }) => code)).toEqual([
    status.UNAUTHENTICATED,
    status.UNAUTHENTICATED,
    status.OK,
  ]);
});

test('a port that is taken is said, and closing frees it although clients stay', async () => {
  const { port } = grpc;
  await exportOverGrpc(port, [{ signal: 'traces', body: Buffer.alloc(0) }]);
  const again = { port, host: '127.0.0.1' };
  await expect(startOtlpGrpc(taker, again)).rejects.toThrow(/OTLP gRPC cannot listen on 127/);
  const exporter = new OTLPTraceExporter({ url: grpcUrl() });
  await new Promise((resolve) => {
    exporter.export([], resolve);
  });
  await grpc.close();
  grpc = await startOtlpGrpc(taker, again);
  expect(grpc.port).toBe(port);
  await exporter.shutdown();
});
