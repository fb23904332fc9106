import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { isMissing } from '../../../../scripts/real-parts/cache.ts';
import { elasticsearchOrSkip } from '../../../../scripts/real-parts/elasticsearch.ts';
import { filesBelow } from '../../support/paths.ts';
import { eventually } from '../eventually.ts';
import { secondsSince } from '../figures.ts';
import { failuresOf, IN_FLIGHT_MAX, isAtRest, PEAK_RSS_MAX_MB } from '../service.ts';
import { SharedElasticsearch } from '../shared-elasticsearch.ts';
import { Wire } from '../wire.ts';

const LINES = 100_000;
const FEW_LINES = 2000;
/** Two requests under way, each of as many lines as one has at most. */
const UNANSWERED_MAX_LINES = 2 * 2000;
/** What a service that is killed had in memory; it notes what it emits in steps of 100. */
const LOST_MAX_LINES = IN_FLIGHT_MAX.logs + 100;

const DELIVERED_WITHIN_MS = 180_000;
const TEST_TIMEOUT_MS = 600_000;

const home = await elasticsearchOrSkip();
if (isMissing(home)) console.warn(`Elasticsearch is not run: ${home.missing}`);

// Where the server cannot be had, the reason is printed above; in CI that is a failure.
describe.skipIf(isMissing(home))('lines in a real Elasticsearch, over TLS', () => {
  const shared = new SharedElasticsearch(home, { tls: true });
  let wire: Wire | undefined;

  afterEach(async () => {
    await wire?.close();
    wire = undefined;
  });

  /** A way to the server for one test, and what a service needs to take it. */
  async function open(): Promise<{ wire: Wire; env: Record<string, string> }> {
    wire = await Wire.open(shared.server.port);
    const url = `https://127.0.0.1:${wire.port}`;
    return { wire, env: { SIGHTLINE_LOGS_ELASTICSEARCH_URL: url } };
  }

  test(
    'a rollover while it is away: only what was stored unanswered is there again',
    async () => {
      const shipping = await shared.shipping('rollover');
      const { wire: way, env } = await open();
      const service = await shipping.start(env);
      const begunMs = performance.now();
      await service.emit({ signal: 'logs', to: LINES });
      await service.until(
        ({ emitted, logs }) => emitted.logs >= LINES / 4 && logs.delivered > 0,
        DELIVERED_WITHIN_MS,
      );
      const awayMs = performance.now();
      way.mute();
      await eventually(
        async () => Promise.resolve(way.lostBytes),
        (bytes) => bytes > 0,
        DELIVERED_WITHIN_MS,
      );
      await shared.server.kill();
      way.cut();
      await service.until(
        ({ emitted, logs }) => emitted.logs === LINES && logs.spooled > 0,
        DELIVERED_WITHIN_MS,
      );
      await shared.server.restart();
      await shipping.stream.rollOver();
      way.mend();
      const outageSeconds = secondsSince(awayMs);
      const { logs } = await service.until(isAtRest, DELIVERED_WITHIN_MS);
      const seconds = secondsSince(begunMs);
      const tally = await shipping.tally(LINES);
      shared.figures.add({
        title: 'Elasticsearch killed with answers under way, data stream rolled over meanwhile',
        emitted: LINES,
        tally,
        seconds,
        outageSeconds,
        peakRssMb: service.peakRssMb,
      });
      expect(tally).toMatchObject({ delivered: LINES, missing: [], twice: 0, underOtherIds: 0 });
      expect(tally.elsewhere).toBeGreaterThan(0);
      expect(tally.elsewhere).toBeLessThanOrEqual(UNANSWERED_MAX_LINES);
      expect(logs).toMatchObject({ delivered: logs.accepted, dropped: {} });
      expect(service.peakRssMb).toBeLessThan(PEAK_RSS_MAX_MB);
      expect(await service.end('SIGTERM')).toBe('SIGTERM');
    },
    TEST_TIMEOUT_MS,
  );

  test.each(['is there', 'is away'] as const)(
    'the service killed while Elasticsearch %s: no more is lost than was in memory',
    async (backend) => {
      const isAway = backend === 'is away';
      const shipping = await shared.shipping(isAway ? 'killed-away' : 'killed-there');
      const { wire: way, env } = await open();
      const service = await shipping.start(env);
      const begunMs = performance.now();
      await service.emit({ signal: 'logs', to: LINES });
      await service.until(
        ({ emitted, logs }) => emitted.logs >= LINES / 4 && logs.delivered > 0,
        DELIVERED_WITHIN_MS,
      );
      const awayMs = performance.now();
      if (isAway) {
        way.cut();
        await service.until(
          ({ emitted, logs }) => emitted.logs >= LINES / 2 && logs.spooled > 0,
          DELIVERED_WITHIN_MS,
        );
      }
      expect(await service.end('SIGKILL')).toBe('SIGKILL');
      const emitted = Number(readFileSync(shipping.progressFile, 'utf8'));
      expect(emitted).toBeLessThan(LINES);
      way.mend();
      const outageSeconds = isAway ? secondsSince(awayMs) : 0;
      const next = await shipping.start(env);
      await eventually(
        async () => Promise.resolve(filesBelow(shipping.spool, '.seg', '.open')),
        (files) => files.length === 0,
        DELIVERED_WITHIN_MS,
      );
      const { logs } = await next.until(isAtRest, DELIVERED_WITHIN_MS);
      const seconds = secondsSince(begunMs);
      const tally = await shipping.tally(emitted);
      shared.figures.add({
        title: `Service killed (SIGKILL) while Elasticsearch ${backend}, started again`,
        emitted,
        tally,
        seconds,
        outageSeconds,
        peakRssMb: service.peakRssMb,
      });
      expect(tally).toMatchObject({ twice: 0, elsewhere: 0, underOtherIds: 0 });
      expect(tally.missing.length).toBeLessThanOrEqual(LOST_MAX_LINES);
      // While it is there and takes what comes, nothing has to be on disk.
      if (isAway) expect(logs.adopted).toBeGreaterThan(0);
      expect(logs).toMatchObject({ delivered: logs.accepted + logs.adopted, dropped: {} });
      expect(await next.end('SIGTERM')).toBe('SIGTERM');
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'a certificate that is not trusted holds lines up and loses none',
    async () => {
      const shipping = await shared.shipping('certificate');
      const service = await shipping.start({ SIGHTLINE_LOGS_ELASTICSEARCH_CA_FILE: '' });
      const begunMs = performance.now();
      await service.emit({ signal: 'logs', to: FEW_LINES });
      const { logs: held } = await service.until(
        ({ emitted, logs }) => emitted.logs === FEW_LINES && logs.spooled === logs.accepted,
        DELIVERED_WITHIN_MS,
      );
      expect(failuresOf(held)).toBeGreaterThan(0);
      expect(held).toMatchObject({ delivered: 0, dropped: {} });
      expect(await shipping.stream.count()).toBe(0);
      expect(await service.end('SIGTERM')).toBe('SIGTERM');
      const outageSeconds = secondsSince(begunMs);
      const next = await shipping.start();
      const { logs } = await next.until(
        (look) => look.logs.adopted >= held.accepted && isAtRest(look),
        DELIVERED_WITHIN_MS,
      );
      const seconds = secondsSince(begunMs);
      const tally = await shipping.tally(FEW_LINES);
      shared.figures.add({
        title: 'Certificate not trusted, then started again with its authority',
        emitted: FEW_LINES,
        tally,
        seconds,
        outageSeconds,
        peakRssMb: service.peakRssMb,
      });
      expect(tally).toMatchObject({ delivered: FEW_LINES, missing: [], twice: 0, elsewhere: 0 });
      expect(logs).toMatchObject({ delivered: logs.accepted + logs.adopted, dropped: {} });
      expect(await next.end('SIGTERM')).toBe('SIGTERM');
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'a key that is invalidated and replaced in its file while the service runs',
    async () => {
      const shipping = await shared.shipping('key');
      const service = await shipping.start();
      const begunMs = performance.now();
      await service.emit({ signal: 'logs', to: FEW_LINES });
      await service.until(
        (look) => look.emitted.logs === FEW_LINES && isAtRest(look),
        DELIVERED_WITHIN_MS,
      );
      const awayMs = performance.now();
      await shipping.stream.invalidateKey(shipping.keyId);
      await service.emit({ signal: 'logs', from: FEW_LINES + 1, to: 2 * FEW_LINES });
      const { logs: held } = await service.until(
        ({ emitted, logs }) => emitted.logs === 2 * FEW_LINES && logs.spooled >= FEW_LINES,
        DELIVERED_WITHIN_MS,
      );
      expect(Object.keys(held.failures)).toEqual(['http_401']);
      await shipping.replaceKey();
      const outageSeconds = secondsSince(awayMs);
      const { logs } = await service.until(isAtRest, DELIVERED_WITHIN_MS);
      const seconds = secondsSince(begunMs);
      const tally = await shipping.tally(2 * FEW_LINES);
      shared.figures.add({
        title: 'API key invalidated (401), then replaced in its file',
        emitted: 2 * FEW_LINES,
        tally,
        seconds,
        outageSeconds,
        peakRssMb: service.peakRssMb,
      });
      expect(tally).toMatchObject({ missing: [], twice: 0, elsewhere: 0 });
      expect(logs).toMatchObject({ delivered: logs.accepted, deadLettered: 0, dropped: {} });
      expect(await service.end('SIGTERM')).toBe('SIGTERM');
    },
    TEST_TIMEOUT_MS,
  );
});
