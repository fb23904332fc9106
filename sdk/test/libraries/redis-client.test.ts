import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startRedis } from '../../../scripts/real-parts/redis.ts';
import { DB, DB_METRICS, labelOf } from '../../src/contract/index.ts';
import { LibraryService } from './service.ts';

const server = orSkip(await startRedis());

describe.skipIf(isMissing(server))('pools of @redis/client', () => {
  let service: LibraryService;
  const port = isMissing(server) ? 0 : server.port;
  const pool = { [labelOf(DB.system)]: 'redis', [labelOf(DB.poolName)]: `127.0.0.1:${port}/0` };

  beforeAll(async () => {
    service = await LibraryService.start('redis-client.cjs', { PORT_OF_SERVER: String(port) });
  });
  afterAll(async () => {
    await service?.dispose();
    if (!isMissing(server)) await server.stop();
  });

  test('commands of a pool are seen', async () => {
    const { answer, entry, spans } = await service.step('read', 2);
    expect(answer.body).toBe('"secret-42"');
    expect(spans.map(({ name }) => name)).toEqual(['SET', 'GET']);
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([entry.spanId, entry.spanId]);
    const page = await service.fixture.scrape();
    expect(page.value(`${DB_METRICS.waitTime.name}_count`, pool)).toBe(2);
    expect(page.value(`${DB_METRICS.useTime.name}_count`, pool)).toBe(2);
    expect(page.value(DB_METRICS.pending.name, pool)).toBe(0);
    const idle = { ...pool, [labelOf(DB.poolState)]: 'idle' };
    expect(page.value(DB_METRICS.connections.name, idle)).toBe(1);
  });

  test('what waited for a client belongs to its request, and the wait shows', async () => {
    await service.step('hold', 0);
    const { answer, entry, spans } = await service.step('wait');
    expect(answer.body).toBe('"secret-42"');
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([entry.spanId]);
    const page = await service.fixture.scrape();
    expect(page.value(`${DB_METRICS.waitTime.name}_sum`, pool)).toBeGreaterThan(0.05);
  });

  test('who waits too long is counted, and who throws gives the client back', async () => {
    await service.step('hold', 0);
    expect((await service.step('late', 0)).answer.status).toBe(500);
    const page = await service.fixture.scrape();
    expect(page.value(DB_METRICS.timeouts.name, pool)).toBe(1);
    const { answer } = await service.step('thrown', 0);
    expect(answer.body).toContain('of the task');
    const used = { ...pool, [labelOf(DB.poolState)]: 'used' };
    expect((await service.fixture.scrape()).value(DB_METRICS.connections.name, used)).toBe(0);
  });
});
