import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import {
  collectorOrSkip,
  startCollector,
  type CollectorPlace,
  type RunningCollector,
} from '../../../scripts/real-parts/collector.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../../src/testing/index.ts';
import { eventually } from './eventually.ts';
import { Figures, secondsSince } from './figures.ts';
import { EXIT_CODE, failuresOf, PEAK_RSS_MAX_MB, startService, type Service } from './service.ts';
import { tally, type Tally } from './tally.ts';

const SPANS = process.env['SIGHTLINE_HEAVY'] === '1' ? 100_000 : 20_000;
/** So often the service finds the collector gone before it comes back. */
const FAILURES_MIN = 5;
/**
 * A request whose answer was lost is sent again, and OTLP has no ids by which a receiver would know
 * it: by the service 2 requests at once, by the collector 10, each of 512 spans.
 */
const RESENT_MAX = (2 + 10) * 512;
const STARTED_WITHIN_MS = 60_000;
const DELIVERED_WITHIN_MS = 120_000;
const PASSED_ON_WITHIN_MS = 60_000;
const TEST_TIMEOUT_MS = 300_000;

/** Takes spans, keeps them on disk until they are passed on to the port. */
function gateway(place: CollectorPlace, to: number): string {
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
      level: none
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [otlp_grpc]
`;
}

function arrived({ spans }: OtlpReceiver): Tally {
  const arrivals = spans.map(({ attributes, spanId }) => {
    const { n } = attributes;
    return { n: typeof n === 'number' ? n : undefined, id: spanId, place: 'receiver' };
  });
  return tally(arrivals, SPANS);
}

const binary = await collectorOrSkip();
if (isMissing(binary)) console.warn(`the collector is not run: ${binary.missing}`);

// Where the collector cannot be had, the reason is printed above; in CI that is a failure.
describe.skipIf(isMissing(binary))('spans through a real OpenTelemetry Collector', () => {
  const figures = new Figures();
  let folder = '';
  let receiver: OtlpReceiver;
  let collector: RunningCollector;
  let service: Service;

  beforeAll(async () => {
    if (isMissing(binary)) throw new Error(binary.missing);
    folder = await mkdtemp(join(tmpdir(), 'sightline-real-spans-'));
    receiver = await startOtlpReceiver();
    collector = await startCollector(binary, {
      configuration: (place) => gateway(place, receiver.port),
    });
    service = await startService({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '500',
      SIGHTLINE_SPOOL_DIR: join(folder, 'spool'),
    });
  }, STARTED_WITHIN_MS);

  afterAll(async () => {
    await service.stop('SIGKILL');
    await collector.stop();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
    console.log(figures.toString());
  });

  test(
    'killed under load and started again: none missing',
    async () => {
      const begunMs = performance.now();
      await service.emit({ signal: 'spans', to: SPANS });
      const atKill = await service.until(
        ({ emitted, spans }) => emitted.spans >= SPANS / 2 && spans.delivered > 0,
        DELIVERED_WITHIN_MS,
      );
      expect(atKill.emitted.spans).toBeLessThan(SPANS);
      const killedMs = performance.now();
      await collector.kill();
      await service.until(
        ({ emitted, spans }) =>
          emitted.spans === SPANS && spans.spooled > 0 && failuresOf(spans) >= FAILURES_MIN,
        DELIVERED_WITHIN_MS,
      );
      await collector.restart();
      const outageSeconds = secondsSince(killedMs);
      const { spans } = await service.until(
        (look) => look.spans.spooled + look.spans.inFlight === 0,
        DELIVERED_WITHIN_MS,
      );
      const counted = await eventually(
        async () => Promise.resolve(arrived(receiver)),
        ({ missing }) => missing.length === 0,
        PASSED_ON_WITHIN_MS,
      );
      const seconds = secondsSince(begunMs);
      figures.add({
        title: 'OpenTelemetry Collector killed (SIGKILL) and started again',
        emitted: SPANS,
        tally: counted,
        seconds,
        outageSeconds,
        peakRssMb: service.peakRssMb,
      });
      expect(counted).toMatchObject({ delivered: SPANS, missing: [], underOtherIds: 0 });
      expect(counted.twice).toBeLessThanOrEqual(RESENT_MAX);
      expect(spans).toMatchObject({ accepted: SPANS, adopted: 0, delivered: SPANS, dropped: {} });
      expect(service.leastInFlight).toBeGreaterThanOrEqual(0);
      expect(service.peakRssMb).toBeLessThan(PEAK_RSS_MAX_MB);
      expect(await service.finish()).toBe(`code ${EXIT_CODE}`);
    },
    TEST_TIMEOUT_MS,
  );
});
