import { describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { elasticsearchOrSkip } from '../../../scripts/real-parts/elasticsearch.ts';
import { secondsSince } from './figures.ts';
import { replay } from './replay.ts';
import { EXIT_CODE, failuresOf, isAtRest, PEAK_RSS_MAX_MB } from './service.ts';
import { SharedElasticsearch } from './shared-elasticsearch.ts';
import type { StoredLine } from './stream.ts';

const isHeavy = process.env['SIGHTLINE_HEAVY'] === '1';
const LINES = isHeavy ? 100_000 : 20_000;
const FEW_LINES = 2000;
/** One line in so many does not fit the mapping. */
const MISFIT_EVERY = 100;
const MISFITS = FEW_LINES / MISFIT_EVERY;

const DELIVERED_WITHIN_MS = 120_000;
const TEST_TIMEOUT_MS = 300_000;

const home = await elasticsearchOrSkip();
if (isMissing(home)) console.warn(`Elasticsearch is not run: ${home.missing}`);

/** What a replay must not change. */
const identity = ({ id, timestamp }: Pick<StoredLine, 'id' | 'timestamp'>): string =>
  `${id} ${timestamp}`;

// Where the server cannot be had, the reason is printed above; in CI that is a failure.
describe.skipIf(isMissing(home))('lines in a real Elasticsearch', () => {
  const shared = new SharedElasticsearch(home, {});

  test(
    'killed under load and started again: none missing, none twice',
    async () => {
      const shipping = await shared.shipping('kill');
      const service = await shipping.start();
      const begunMs = performance.now();
      await service.emit({ signal: 'logs', to: LINES });
      const atKill = await service.until(
        ({ emitted, logs }) => emitted.logs >= LINES / 2 && logs.delivered > 0,
        DELIVERED_WITHIN_MS,
      );
      expect(atKill.emitted.logs).toBeLessThan(LINES);
      const killedMs = performance.now();
      await shared.server.kill();
      await service.until(
        ({ emitted, logs }) => emitted.logs === LINES && logs.spooled > 0 && failuresOf(logs) > 0,
        DELIVERED_WITHIN_MS,
      );
      await shared.server.restart();
      const outageSeconds = secondsSince(killedMs);
      const { logs } = await service.until(isAtRest, DELIVERED_WITHIN_MS);
      const seconds = secondsSince(begunMs);
      const tally = await shipping.tally(LINES);
      shared.figures.add({
        title: 'Elasticsearch killed (SIGKILL) and started again',
        emitted: LINES,
        tally,
        seconds,
        outageSeconds,
        peakRssMb: service.peakRssMb,
      });
      expect(tally).toEqual({
        delivered: LINES,
        missing: [],
        twice: 0,
        elsewhere: 0,
        underOtherIds: 0,
      });
      expect(logs).toMatchObject({ adopted: 0, deadLettered: 0, rejectedStored: 0, dropped: {} });
      expect(logs.delivered).toBe(logs.accepted);
      // The SDK's own lines are there as well.
      expect(await shipping.stream.count()).toBe(logs.delivered);
      expect(service.leastInFlight).toBeGreaterThanOrEqual(0);
      expect(service.peakRssMb).toBeLessThan(PEAK_RSS_MAX_MB);
      expect(await service.finish()).toBe(`code ${EXIT_CODE}`);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'what the failure store took comes back by replay, once the mapping is corrected',
    async () => {
      const shipping = await shared.shipping('store', { failureStore: true, amount: 'long' });
      const { stream } = shipping;
      const service = await shipping.start();
      await service.emit({ signal: 'logs', to: FEW_LINES, misfitEvery: MISFIT_EVERY });
      const { logs } = await service.until(
        (look) => look.emitted.logs === FEW_LINES && isAtRest(look),
        DELIVERED_WITHIN_MS,
      );
      expect(logs).toMatchObject({ rejectedStored: MISFITS, deadLettered: 0, dropped: {} });
      expect(logs.delivered + MISFITS).toBe(logs.accepted);
      const failures = await stream.failures();
      expect(failures.length).toBe(MISFITS);
      expect(failures[0]?.reason).toContain('failed to parse field [labels.amount]');
      expect(await service.end('SIGTERM')).toBe('SIGTERM');
      const { encoded } = await stream.apiKey(
        {
          names: [stream.name],
          privileges: ['create_doc', 'auto_configure', 'read_failure_store'],
        },
        { names: [`.fs-${stream.name}-*`], privileges: ['read', 'delete'] },
      );
      const env = { ...shipping.env, SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY: encoded };
      const args = ['--from', 'failure-store', '--json'];
      const nothing = { delivered: 0, refused: 0, unsent: 0, unreadable: 0 };

      const tooEarly = await replay(args, env);
      expect(tooEarly.code).toBe(1);
      expect(JSON.parse(tooEarly.stdout)).toMatchObject({ ...nothing, refused: MISFITS });
      expect((await stream.failures()).map(identity).sort()).toEqual(failures.map(identity).sort());

      await stream.template({ failureStore: true, amount: 'keyword' });
      await stream.rollOver();
      const first = await replay(args, env);
      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(first.stdout)).toEqual({ ...nothing, delivered: MISFITS, reasons: {} });
      expect(await stream.failures()).toEqual([]);
      expect((await shipping.tally(FEW_LINES)).missing).toEqual([]);
      const stored = new Set((await stream.lines()).map(identity));
      expect(failures.map(identity).filter((each) => !stored.has(each))).toEqual([]);
      const second = await replay(args, env);
      expect(second.code).toBe(0);
      expect(JSON.parse(second.stdout)).toEqual({ ...nothing, reasons: {} });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'without a failure store they wait on disk for the same',
    async () => {
      const shipping = await shared.shipping('letters', { failureStore: false, amount: 'long' });
      const { stream } = shipping;
      const service = await shipping.start();
      await service.emit({ signal: 'logs', to: FEW_LINES, misfitEvery: MISFIT_EVERY });
      const { logs } = await service.until(
        (look) => look.emitted.logs === FEW_LINES && isAtRest(look),
        DELIVERED_WITHIN_MS,
      );
      expect(logs).toMatchObject({ deadLettered: MISFITS, rejectedStored: 0, dropped: {} });
      expect(logs.delivered + MISFITS).toBe(logs.accepted);
      expect(await service.end('SIGTERM')).toBe('SIGTERM');
      const missing = (await shipping.tally(FEW_LINES)).missing;
      expect(missing.length).toBe(MISFITS);

      const tooEarly = await replay([], shipping.env);
      expect(tooEarly.code).toBe(1);
      expect(tooEarly.stdout).toContain(`0 delivered, ${MISFITS} refused again, 0 not sent`);
      expect(tooEarly.stdout).toContain('failed to parse field [labels.amount] of type [long]');

      await stream.template({ failureStore: false, amount: 'keyword' });
      await stream.rollOver();
      const first = await replay([], shipping.env);
      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect(first.stdout).toBe(`${MISFITS} delivered, 0 refused again, 0 not sent\n`);
      expect((await shipping.tally(FEW_LINES)).missing).toEqual([]);
      const second = await replay([], shipping.env);
      expect(second).toMatchObject({
        code: 0,
        stdout: '0 delivered, 0 refused again, 0 not sent\n',
      });
    },
    TEST_TIMEOUT_MS,
  );
});
