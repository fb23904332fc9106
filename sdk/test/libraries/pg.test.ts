import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startPostgres } from '../../../scripts/real-parts/postgres.ts';
import { ATTR, DB, DB_METRICS, labelOf } from '../../src/contract/index.ts';
import { LibraryService } from './service.ts';

const postgres = orSkip(await startPostgres());

describe.skipIf(isMissing(postgres))('pg against PostgreSQL', () => {
  let service: LibraryService;
  const port = isMissing(postgres) ? 0 : postgres.port;
  const count = `${DB_METRICS.duration.name}_count`;
  const counted = async (operation: string, more = {}): Promise<number | undefined> => {
    const page = await service.fixture.scrape();
    return page.value(count, {
      [labelOf(DB.system)]: 'postgresql',
      [labelOf(DB.operation)]: operation,
      ...more,
    });
  };

  beforeAll(async () => {
    service = await LibraryService.start('pg.cjs', { PORT_OF_SERVER: String(port) });
    await service.step('setup', 2);
  });
  afterAll(async () => {
    await service?.dispose();
    if (!isMissing(postgres)) await postgres.stop();
  });

  test('a statement is a child of the request and tells what it does', async () => {
    const { answer, entry, spans } = await service.step('promise');
    expect(JSON.parse(answer.body)).toEqual([{ id: 7, note: 'note' }]);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'SELECT orders',
      kind: 'client',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
      attributes: {
        [DB.system]: 'postgresql',
        [DB.namespace]: 'postgres',
        [DB.operation]: 'SELECT',
        [DB.collection]: 'orders',
        [DB.querySummary]: 'SELECT orders',
        [DB.queryText]: 'SELECT * FROM orders WHERE id = $1',
        [ATTR.serverAddress]: '127.0.0.1',
        [ATTR.serverPort]: port,
      },
    });
    expect(await counted('SELECT', { [labelOf(DB.collection)]: 'orders' })).toBeGreaterThan(0);
  });

  test('a callback runs in the request that asked', async () => {
    const { answer, entry } = await service.step('callback');
    const line = await service.fixture.waitForLine(
      ({ message, trace }) => message === 'in the callback' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(entry.spanId);
  });

  test('prepared statements and cursors are seen', async () => {
    const prepared = await service.step('config', 2);
    expect(prepared.spans.map(({ name }) => name)).toEqual(['SELECT orders', 'SELECT orders']);
    const cursor = await service.step('cursor');
    expect(JSON.parse(cursor.answer.body)).toEqual({ rows: 10 });
    expect(cursor.spans.map(({ name }) => name)).toEqual(['SELECT orders']);
  });

  test('literals never leave the process', async () => {
    const { spans } = await service.step('transaction', 3);
    expect(spans.map(({ name }) => name)).toEqual(['BEGIN', 'UPDATE orders', 'COMMIT']);
    expect(spans[1]?.attributes[DB.queryText]).toBe('UPDATE orders SET note = ? WHERE id = ?');
  });

  test('an error of the server is named by its code', async () => {
    const { answer, spans } = await service.step('duplicate');
    expect(answer.status).toBe(500);
    expect(spans[0]?.status.code).toBe('error');
    expect(spans[0]?.attributes).toMatchObject({
      [ATTR.errorType]: '23505',
      [DB.status]: '23505',
    });
    const labels = { [labelOf(ATTR.errorType)]: '23505', [labelOf(DB.status)]: '23505' };
    expect(await counted('INSERT', labels)).toBe(1);
    const { spans: broken } = await service.step('syntax');
    expect(broken[0]?.attributes[DB.status]).toBe('42601');
  });

  test('waiting for a connection shows, and so does giving up', async () => {
    await service.step('waiters');
    const { answer } = await service.step('wait', 0);
    expect(answer.status).toBe(500);
    const page = await service.fixture.scrape();
    const pool = `127.0.0.1:${port}/postgres`;
    const of = (name: string) => ({ [labelOf(DB.poolName)]: name });
    const waited = page.value(`${DB_METRICS.waitTime.name}_sum`, of(pool));
    expect(waited).toBeGreaterThan(0.05);
    expect(page.value(`${DB_METRICS.useTime.name}_count`, of(pool))).toBeGreaterThan(5);
    expect(page.value(DB_METRICS.timeouts.name, of(`127.0.0.1:${port}/template1`))).toBe(1);
    expect(page.value(DB_METRICS.connectionsMax.name, of(pool))).toBe(2);
    expect(page.value(DB_METRICS.pending.name, of(pool))).toBe(0);
    const idle = { ...of(pool), [labelOf(DB.poolState)]: 'idle' };
    expect(page.value(DB_METRICS.connections.name, idle)).toBe(2);
  });
});
