import { Metadata } from '@grpc/grpc-js';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as HttpExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startOtlpHttpReceiver, startOtlpReceiver, type OtlpReceiver } from './index.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

/** Spans made by the official SDK: one with everything that OTLP can say, one bare root. */
async function officialSpans(): Promise<ReadableSpan[]> {
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'orders', replicas: 3 }),
    spanProcessors: [new SimpleSpanProcessor({ exporter: memory })],
    spanLimits: { attributeCountLimit: 8, eventCountLimit: 1 },
  });
  const tracer = provider.getTracer('scope', '1.2.3');
  const remote = { traceId: TRACE_ID, spanId: PARENT_ID, traceFlags: 1, isRemote: true };
  const parent = trace.setSpanContext(ROOT_CONTEXT, remote);
  const link = { traceId: 'f'.repeat(32), spanId: 'e'.repeat(16), traceFlags: TraceFlags.NONE };
  const options = {
    kind: SpanKind.SERVER,
    startTime: [1_700_000_000, 5] as [number, number],
    links: [{ context: link, attributes: { why: 'batch' } }],
    attributes: {
      text: 'naïve',
      integer: -42,
      big: 2 ** 52,
      double: 1.5,
      flag: true,
      list: ['a', 'b'],
      numbers: [1, 2.5],
      flags: [true, false],
    },
  };
  const span = tracer.startSpan('GET /orders/:id', options, parent);
  span.setAttribute('overflow', 'dropped by the limit of eight');
  span.addEvent('dropped by the limit of one');
  span.addEvent('retry', { attempt: 2 }, [1_700_000_000, 7]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'no stock' });
  span.end([1_700_000_001, 500_000_005]);
  tracer.startSpan('bare', {}, ROOT_CONTEXT).end();
  const spans = memory.getFinishedSpans();
  await provider.forceFlush();
  return spans;
}

function send(exporter: SpanExporter, spans: ReadableSpan[]): Promise<ExportResult> {
  return new Promise((resolve) => exporter.export(spans, resolve));
}

interface Case {
  readonly name: string;
  readonly start: () => Promise<OtlpReceiver>;
  readonly exporter: (endpoint: string) => SpanExporter;
  readonly refusal: string | number;
}

const cases: readonly Case[] = [
  {
    name: 'gRPC',
    start: () => startOtlpReceiver(),
    exporter: (url) => {
      const metadata = new Metadata();
      metadata.set('x-tenant', 'blue');
      return new GrpcExporter({ url, metadata, timeoutMillis: 700 });
    },
    refusal: 'INVALID_ARGUMENT',
  },
  {
    name: 'gRPC with gzip',
    start: () => startOtlpReceiver(),
    exporter: (url) => {
      const metadata = new Metadata();
      metadata.set('x-tenant', 'blue');
      const compression = CompressionAlgorithm.GZIP;
      return new GrpcExporter({ url, metadata, compression, timeoutMillis: 700 });
    },
    refusal: 'INVALID_ARGUMENT',
  },
  {
    name: 'HTTP with gzip',
    start: () => startOtlpHttpReceiver(),
    exporter: (url) =>
      new HttpExporter({
        url: `${url}/v1/traces`,
        headers: { 'x-tenant': 'blue' },
        compression: CompressionAlgorithm.GZIP,
        timeoutMillis: 700,
      }),
    refusal: 400,
  },
];

describe.each(cases)('official exporter over $name', ({ start, exporter: make, refusal }) => {
  let receiver: OtlpReceiver;
  let exporter: SpanExporter;
  let spans: ReadableSpan[];

  beforeAll(async () => {
    receiver = await start();
    exporter = make(receiver.endpoint);
    spans = await officialSpans();
  });
  beforeEach(() => {
    receiver.clear();
    receiver.behave('ok');
  });
  afterAll(async () => {
    await exporter.shutdown();
    await receiver.close();
  });

  test('a span arrives with everything it says', async () => {
    expect(await send(exporter, spans)).toMatchObject({ code: ExportResultCode.SUCCESS });
    const [full, bare] = await receiver.waitForSpans(2);
    expect(full).toEqual({
      resource: { 'service.name': 'orders', replicas: 3 },
      scope: { name: 'scope', version: '1.2.3', attributes: {} },
      traceId: TRACE_ID,
      spanId: spans[0]?.spanContext().spanId,
      parentSpanId: PARENT_ID,
      traceState: '',
      flags: 0x301,
      name: 'GET /orders/:id',
      kind: 'server',
      startTimeUnixNano: 1_700_000_000_000_000_005n,
      endTimeUnixNano: 1_700_000_001_500_000_005n,
      durationSeconds: 1.5,
      attributes: {
        text: 'naïve',
        integer: -42,
        big: 2 ** 52,
        double: 1.5,
        flag: true,
        list: ['a', 'b'],
        numbers: [1, 2.5],
        flags: [true, false],
      },
      events: [
        {
          name: 'retry',
          timeUnixNano: 1_700_000_000_000_000_007n,
          attributes: { attempt: 2 },
          droppedAttributesCount: 0,
        },
      ],
      links: [
        {
          traceId: 'f'.repeat(32),
          spanId: 'e'.repeat(16),
          traceState: '',
          attributes: { why: 'batch' },
          droppedAttributesCount: 0,
          flags: 0x100,
        },
      ],
      status: { code: 'error', message: 'no stock' },
      droppedAttributesCount: 1,
      droppedEventsCount: 1,
      droppedLinksCount: 0,
    });
    expect(bare).toMatchObject({ name: 'bare', parentSpanId: undefined, kind: 'internal' });
    expect(receiver.requests[0]?.headers['x-tenant']).toBe('blue');
    expect(receiver.malformed).toEqual([]);
  });

  test('a refusal reaches the sender and nothing is kept', async () => {
    receiver.behave({ mode: 'refuse', status: refusal, message: 'no' });
    expect(await send(exporter, spans)).toMatchObject({ code: ExportResultCode.FAILED });
    expect(receiver.spans).toEqual([]);
    expect(receiver.requests.map((request) => request.answered)).toEqual(['refuse']);
  });

  test('a partial success keeps what was not rejected', async () => {
    receiver.behave({ mode: 'partial', rejected: 1, message: 'too old' }, { times: 1 });
    expect(await send(exporter, spans)).toMatchObject({ code: ExportResultCode.SUCCESS });
    expect(receiver.spans.map((span) => span.name)).toEqual(['bare']);
    await send(exporter, spans);
    expect(receiver.spans).toHaveLength(3);
  });

  test('a receiver that hangs makes the sender time out, and still closes', async () => {
    receiver.behave('hang');
    const result = await send(exporter, spans);
    expect(result.code).toBe(ExportResultCode.FAILED);
    expect(receiver.requests[0]?.answered).toBe('hang');
    expect(receiver.spans).toEqual([]);
  });

  test('a wait that is not met says what arrived', async () => {
    await send(exporter, spans);
    await expect(receiver.waitForSpans(3, 20)).rejects.toThrow(
      /2 spans \[GET \/orders\/:id, bare\]/,
    );
  });

  test('a status that the transport does not have is refused at once', () => {
    expect(() => receiver.behave({ mode: 'refuse', status: 'NO_SUCH' })).toThrow('NO_SUCH');
  });
});
