import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as HttpExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import net from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startOtlpHttpReceiver, startOtlpReceiver, type OtlpReceiver } from './index.ts';

const TIMEOUT_MS = 700;
const HTTP_ANSWER = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

async function oneSpan(): Promise<ReadableSpan[]> {
  const memory = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor({ exporter: memory })];
  const provider = new TracerProvider({ spanProcessors });
  provider.getTracer('scope').startSpan('work').end();
  await provider.forceFlush();
  return memory.getFinishedSpans();
}

function send(exporter: SpanExporter, spans: ReadableSpan[]): Promise<ExportResult> {
  return new Promise((resolve) => exporter.export(spans, resolve));
}

describe.each([
  {
    name: 'gRPC',
    start: () => startOtlpReceiver(),
    exporter: (url: string): SpanExporter => new GrpcExporter({ url, timeoutMillis: TIMEOUT_MS }),
  },
  {
    name: 'HTTP',
    start: () => startOtlpHttpReceiver(),
    exporter: (url: string): SpanExporter =>
      new HttpExporter({ url: `${url}/v1/traces`, timeoutMillis: TIMEOUT_MS }),
  },
])('the connection of a receiver over $name', ({ name, start, exporter: make }) => {
  let receiver: OtlpReceiver;
  let exporter: SpanExporter;
  let spans: ReadableSpan[];
  beforeAll(async () => {
    receiver = await start();
    exporter = make(receiver.endpoint);
    spans = await oneSpan();
  });
  beforeEach(() => {
    receiver.clear();
    receiver.behave('ok');
  });
  afterAll(async () => {
    await exporter.shutdown();
    await receiver.close();
  });

  // The exporters reconnect in their own time, so that one attempt may still find the fault.
  async function eventuallySends(): Promise<void> {
    await expect.poll(async () => (await send(exporter, spans)).code, { timeout: 10_000 }).toBe(0);
    expect(receiver.spans.length).toBeGreaterThan(0);
  }

  test('is reset in place of an answer', async () => {
    await send(exporter, spans);
    receiver.clear();
    receiver.behave('reset');
    expect(await send(exporter, spans)).toMatchObject({ code: ExportResultCode.FAILED });
    expect(receiver.requests[0]).toMatchObject({ answered: 'reset' });
    expect(receiver.spans).toEqual([]);
    receiver.behave('ok');
    await eventuallySends();
  });

  test('leads to something else that has the port, also when it was open before', async () => {
    receiver.behave({
      mode: 'other-protocol',
      bytes: name === 'gRPC' ? HTTP_ANSWER : '220 smtp\r\n',
    });
    expect(await send(exporter, spans)).toMatchObject({ code: ExportResultCode.FAILED });
    expect(await send(exporter, spans)).toMatchObject({ code: ExportResultCode.FAILED });
    expect(receiver.spans).toEqual([]);
    receiver.behave('ok');
    await eventuallySends();
  });

  test('is refused while the receiver is gone, and taken when it is back', async () => {
    await receiver.close();
    expect(await send(exporter, spans)).toMatchObject({ code: ExportResultCode.FAILED });
    expect(receiver.requests).toEqual([]);
    await receiver.reopen();
    await eventuallySends();
  });
});

test('whoever connects while something else has the port gets its bytes', async () => {
  const receiver = await startOtlpReceiver();
  receiver.behave({ mode: 'other-protocol', bytes: '220 smtp\r\n' });
  const text = await new Promise((resolve, reject) => {
    const socket = net.connect(receiver.port, '127.0.0.1');
    socket.once('data', (bytes) => resolve(bytes.toString()));
    socket.once('error', reject);
  });
  expect(text).toBe('220 smtp\r\n');
  await receiver.close();
});
