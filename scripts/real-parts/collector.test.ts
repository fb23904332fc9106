import { ROOT_CONTEXT } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startOtlpReceiver, type OtlpReceiver } from '../../sdk/src/testing/index.ts';
import { isMissing } from './cache.ts';
import {
  collectorOrSkip,
  startCollector,
  type CollectorPlace,
  type RunningCollector,
} from './collector.ts';

const STARTED_WITHIN_MS = 60_000;
const ARRIVES_WITHIN_MS = 15_000;

/** Takes spans, keeps them on disk, and passes them on to the port. */
function queueOnDisk(place: CollectorPlace, to: number): string {
  return `
extensions:
  file_storage:
    directory: ${place.storage}
receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 127.0.0.1:${place.grpcPort}
exporters:
  otlp_grpc:
    endpoint: 127.0.0.1:${to}
    tls:
      insecure: true
    retry_on_failure:
      initial_interval: 100ms
      max_interval: 200ms
    sending_queue:
      storage: file_storage
service:
  extensions: [file_storage]
  telemetry:
    metrics:
      readers:
        - pull:
            exporter:
              prometheus:
                host: 127.0.0.1
                port: ${place.metricsPort}
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [otlp_grpc]
`;
}

/** One span, by the official exporter; resolves when the collector has acknowledged it. */
async function send(endpoint: string, name: string): Promise<void> {
  const memory = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor({ exporter: memory })];
  new TracerProvider({ spanProcessors }).getTracer('test').startSpan(name, {}, ROOT_CONTEXT).end();
  const exporter = new OTLPTraceExporter({ url: endpoint });
  try {
    const { code, error } = await new Promise<{ code: ExportResultCode; error?: Error }>(
      (resolve) => exporter.export(memory.getFinishedSpans(), resolve),
    );
    if (code !== ExportResultCode.SUCCESS) throw new Error('refused', { cause: error });
  } finally {
    await exporter.shutdown();
  }
}

const binary = await collectorOrSkip();
if (isMissing(binary)) console.warn(`the collector is not run: ${binary.missing}`);

describe.skipIf(isMissing(binary))('a real OpenTelemetry Collector', () => {
  let receiver: OtlpReceiver;
  let collector: RunningCollector;

  beforeAll(async () => {
    if (isMissing(binary)) throw new Error(binary.missing);
    receiver = await startOtlpReceiver();
    const configuration = (place: CollectorPlace): string => queueOnDisk(place, receiver.port);
    collector = await startCollector(binary, { configuration });
  }, STARTED_WITHIN_MS);

  afterAll(async () => {
    await collector.stop();
    await receiver.close();
  });

  const names = (): string[] => receiver.spans.map(({ name }) => name);

  test('passes on spans and tells its own metrics', async () => {
    await send(collector.endpoint, 'passed on');
    await receiver.waitForSpans(1, ARRIVES_WITHIN_MS);
    expect(names()).toEqual(['passed on']);
    // It counts a span when the answer is back, which is after the span is here.
    await vi.waitFor(async () => {
      const metrics = await fetch(`http://127.0.0.1:${collector.metricsPort}/metrics`);
      expect(await metrics.text()).toMatch(/^otelcol_exporter_sent_spans\S* 1$/m);
    }, ARRIVES_WITHIN_MS);
  });

  test(
    'spans that wait for their backend outlive a kill',
    async () => {
      receiver.clear();
      receiver.behave({ mode: 'refuse', status: 'UNAVAILABLE' });
      await send(collector.endpoint, 'waits on disk');
      await receiver.waitFor(({ requests }) => requests.length > 0, ARRIVES_WITHIN_MS);
      const { pid } = collector;
      await collector.kill();
      receiver.behave('ok');
      expect(names()).toEqual([]);
      await collector.restart();
      expect(collector.pid).not.toBe(pid);
      await receiver.waitForSpans(1, ARRIVES_WITHIN_MS);
      expect(names()).toEqual(['waits on disk']);
    },
    STARTED_WITHIN_MS,
  );

  test('a configuration with a misspelt key is refused, and says where', async () => {
    if (isMissing(binary)) throw new Error(binary.missing);
    const configuration = (place: CollectorPlace): string =>
      queueOnDisk(place, receiver.port).replace('sending_queue:', 'sending_qeue:');
    await expect(startCollector(binary, { configuration })).rejects.toThrow(/sending_qeue/);
  });
});
