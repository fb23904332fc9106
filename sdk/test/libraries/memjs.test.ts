import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { startMemcached } from '../../../scripts/real-parts/memcached.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { ATTR, CACHE_RESULT, DB, DB_METRICS, LABEL, labelOf } from '../../src/contract/index.ts';
import { LibraryService } from './service.ts';

const memcached = orSkip(await startMemcached());

describe.skipIf(isMissing(memcached))('memjs against memcached', () => {
  let service: LibraryService;
  const port = isMissing(memcached) ? 0 : memcached.port;

  beforeAll(async () => {
    service = await LibraryService.start('memjs.cjs', { PORT_OF_SERVER: String(port) });
  });
  afterAll(async () => {
    await service?.dispose();
    if (!isMissing(memcached)) await memcached.stop();
  });

  test('commands are children of the request; a read says whether it hit', async () => {
    const { answer, entry, spans } = await service.step('read', 3);
    expect(JSON.parse(answer.body)).toEqual(['secret-42', null]);
    expect(spans.map(({ name }) => name)).toEqual(['SET', 'GET', 'GET']);
    expect(spans[0]).toMatchObject({ kind: 'client', parentSpanId: entry.spanId });
    expect(spans[1]?.attributes).toEqual({
      [DB.system]: 'memcached',
      [DB.operation]: 'GET',
      [DB.cacheResult]: CACHE_RESULT.hit,
      [ATTR.serverAddress]: '127.0.0.1',
      [ATTR.serverPort]: port,
    });
    expect(spans[2]?.attributes[DB.cacheResult]).toBe(CACHE_RESULT.miss);
    const page = await service.fixture.scrape();
    const get = { [labelOf(DB.system)]: 'memcached', [labelOf(DB.operation)]: 'GET' };
    expect(page.value(`${DB_METRICS.duration.name}_count`, get)).toBe(2);
    for (const result of Object.values(CACHE_RESULT)) {
      const labels = { ...get, [LABEL.cacheResult]: result };
      expect(page.value(DB_METRICS.cacheReads.name, labels)).toBe(1);
    }
  });

  test('answers that say no are no failures', async () => {
    const { answer, spans } = await service.step('write', 4);
    expect(JSON.parse(answer.body)).toEqual([false, false, true, 5]);
    expect(spans.map(({ name }) => name)).toEqual(['ADD', 'DELETE', 'TOUCH', 'INCREMENT']);
    expect(spans.map(({ status }) => status.code)).toEqual(Array(4).fill('unset'));
  });

  test('a callback runs in the request that asked', async () => {
    const { answer, entry } = await service.step('callback');
    const line = await service.fixture.waitForLine(
      ({ message, trace }) => message === 'in the callback' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(entry.spanId);
  });

  test('an error of the server is named by its status', async () => {
    const { answer, spans } = await service.step('large');
    expect(answer.status).toBe(500);
    expect(spans[0]).toMatchObject({ name: 'SET', status: { code: 'error' } });
    expect(spans[0]?.attributes).toMatchObject({
      [ATTR.errorType]: 'VALUE_TOO_LARGE',
      [DB.status]: '3',
    });
  });

  test('a command that is tried again is one operation, its connections are counted', async () => {
    const { answer, entry, spans } = await service.step('down');
    expect(answer.status).toBe(500);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ name: 'GET', parentSpanId: entry.spanId });
    expect(spans[0]?.attributes[ATTR.errorType]).toBe('ECONNREFUSED');
    const page = await service.fixture.scrape();
    const failures = { server_port: '1', error_type: 'ECONNREFUSED' };
    expect(page.value(DB_METRICS.connectionFailures.name, failures)).toBe(2);
  });

  test('neither keys nor values leave the process', () => {
    const said = JSON.stringify(
      service.fixture.otlp.spans.map((span) => [span.name, span.attributes]),
    );
    expect(said).toContain('INCREMENT');
    expect(said).not.toMatch(/secret-42|user:|visits/);
  });
});
