import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { startMariaDb } from '../../../scripts/real-parts/mariadb.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { ATTR, DB, DB_METRICS, labelOf } from '../../src/contract/index.ts';
import { LibraryService } from './service.ts';

const mariaDb = orSkip(await startMariaDb());

describe.skipIf(isMissing(mariaDb))('mysql2 against MariaDB', () => {
  let service: LibraryService;
  const port = isMissing(mariaDb) ? 0 : mariaDb.port;
  const names = async (step: string, count = 1): Promise<string[]> =>
    (await service.step(step, count)).spans.map(({ name }) => name);

  beforeAll(async () => {
    service = await LibraryService.start('mysql2.cjs', { PORT_OF_SERVER: String(port) });
    await service.step('setup', 3);
  });
  afterAll(async () => {
    await service?.dispose();
    if (!isMissing(mariaDb)) await mariaDb.stop();
  });

  test('a statement is a child of the request and tells what it does', async () => {
    const { answer, entry, spans } = await service.step('promise');
    expect(JSON.parse(answer.body)).toEqual([{ id: 1 }]);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'SELECT shop.orders',
      kind: 'client',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
    });
    expect(spans[0]?.attributes).toEqual({
      [DB.system]: 'mysql',
      [DB.namespace]: 'mysql',
      [DB.operation]: 'SELECT',
      [DB.collection]: 'shop.orders',
      [DB.querySummary]: 'SELECT shop.orders',
      [DB.queryText]: 'SELECT id FROM shop.orders WHERE note = ?',
      [ATTR.serverAddress]: '127.0.0.1',
      [ATTR.serverPort]: port,
    });
    const page = await service.fixture.scrape();
    const labels = {
      [labelOf(DB.system)]: 'mysql',
      [labelOf(DB.operation)]: 'SELECT',
      [labelOf(DB.collection)]: 'shop.orders',
    };
    expect(page.value(`${DB_METRICS.duration.name}_count`, labels)).toBe(1);
  });

  test('a callback runs in the request that asked', async () => {
    const { answer, entry } = await service.step('callback');
    const line = await service.fixture.waitForLine(
      ({ message, trace }) => message === 'in the callback' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(entry.spanId);
  });

  test('executed, prepared and streamed statements are seen', async () => {
    expect(await names('execute')).toEqual(['SELECT shop.orders']);
    const { answer, spans } = await service.step('prepared', 2);
    expect(JSON.parse(answer.body)).toEqual([{ id: 2 }]);
    expect(spans.map(({ name }) => name)).toEqual(['SELECT shop.orders', 'SELECT shop.orders']);
    const stream = await service.step('stream');
    expect(JSON.parse(stream.answer.body)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(stream.spans.map(({ name }) => name)).toEqual(['SELECT shop.orders']);
  });

  test('literals never leave the process', async () => {
    const { spans } = await service.step('literals');
    expect(spans[0]?.attributes[DB.queryText]).toBe(
      'UPDATE shop.orders SET note = ? WHERE note = ?',
    );
    const said = JSON.stringify(service.fixture.otlp.spans.map(({ attributes }) => attributes));
    expect(said).not.toContain('secret');
  });

  test('errors of the server are named by its codes', async () => {
    const { answer, spans } = await service.step('duplicate');
    expect(answer.status).toBe(500);
    expect(spans[0]).toMatchObject({ name: 'INSERT shop.orders', status: { code: 'error' } });
    expect(spans[0]?.attributes).toMatchObject({
      [ATTR.errorType]: 'ER_DUP_ENTRY',
      [DB.status]: '1062',
    });
    const { answer: code, spans: broken } = await service.step('broken');
    expect(code.body).toBe('"ER_NO_SUCH_TABLE"');
    expect(broken[0]?.attributes[DB.status]).toBe('1146');
  });

  test('an error that nobody listens to stays one', async () => {
    const { answer } = await service.step('unlistened');
    expect(answer.body).toBe('{"uncaught":"ER_NO_SUCH_TABLE"}');
  });

  test('waiting for a connection shows, and what waited belongs to its request', async () => {
    const { entry, spans } = await service.step('waiters');
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([entry.spanId]);
    const page = await service.fixture.scrape();
    const pool = { [labelOf(DB.poolName)]: `127.0.0.1:${port}/mysql` };
    expect(page.value(`${DB_METRICS.waitTime.name}_sum`, pool)).toBeGreaterThan(0.05);
    expect(page.value(`${DB_METRICS.useTime.name}_count`, pool)).toBeGreaterThan(5);
    expect(page.value(DB_METRICS.connectionsMax.name, pool)).toBe(2);
    expect(page.value(DB_METRICS.pending.name, pool)).toBe(0);
    const idle = { ...pool, [labelOf(DB.poolState)]: 'idle' };
    expect(page.value(DB_METRICS.connections.name, idle)).toBe(2);
  });

  test('a server that is not there is the error of the caller', async () => {
    const { answer } = await service.step('down', 0);
    expect(answer.status).toBe(500);
    const page = await service.fixture.scrape();
    const failures = page.value(DB_METRICS.connectionFailures.name, { server_port: '1' });
    expect(failures).toBe(1);
  });
});
