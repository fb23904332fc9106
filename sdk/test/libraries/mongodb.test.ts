import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTR, DB, DB_METRICS, labelOf } from '../../src/contract/index.ts';
import { startMongoServer, type MongoServer } from '../support/mongo-server.ts';
import { LibraryService, type Step } from './service.ts';

describe('mongodb against a server that speaks its protocol', () => {
  let server: MongoServer;
  let service: LibraryService;
  let inserted: Step;
  const namesOf = ({ spans }: Step): string[] => spans.map(({ name }) => name);

  beforeAll(async () => {
    server = await startMongoServer();
    service = await LibraryService.start('mongodb.cjs', { PORT_OF_SERVER: String(server.port) });
    inserted = await service.step('insert', 2);
  });
  afterAll(async () => {
    await service?.dispose();
    await server.stop();
  });

  test('an operation is a child of the request and tells what it does', async () => {
    const { answer, entry, spans } = await service.step('find');
    expect(JSON.parse(answer.body)).toEqual({ _id: 'secret-4', note: 'secret-42' });
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'find orders',
      kind: 'client',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
    });
    expect(spans[0]?.attributes).toEqual({
      [DB.system]: 'mongodb',
      [DB.namespace]: 'shop',
      [DB.operation]: 'find',
      [DB.collection]: 'orders',
      [ATTR.serverAddress]: '127.0.0.1',
      [ATTR.serverPort]: server.port,
    });
    const line = await service.fixture.waitForLine(
      ({ message, trace }) => message === 'after the reply' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(entry.spanId);
    const page = await service.fixture.scrape();
    const labels = {
      [labelOf(DB.system)]: 'mongodb',
      [labelOf(DB.operation)]: 'find',
      [labelOf(DB.collection)]: 'orders',
    };
    expect(page.value(`${DB_METRICS.duration.name}_count`, labels)).toBe(1);
  });

  test('several documents at once are one operation', () => {
    expect(namesOf(inserted)).toEqual(['insert orders', 'insert orders']);
    const sizes = inserted.spans.map(({ attributes }) => attributes[DB.batchSize]);
    expect(sizes).toEqual([3, undefined]);
  });

  test('cursors, updates, aggregations and commands are seen', async () => {
    const more = await service.step('more', 2);
    expect(more.answer.body).toBe('4');
    expect(namesOf(more)).toEqual(['find orders', 'getMore orders']);
    expect(namesOf(await service.step('update', 4))).toEqual([
      'update orders',
      'findAndModify orders',
      'count orders',
      'aggregate orders',
    ]);
    const command = await service.step('command');
    expect(namesOf(command)).toEqual(['ping']);
    expect(command.spans[0]?.attributes[DB.collection]).toBeUndefined();
  });

  test('errors are named by the code of the server', async () => {
    const { answer, spans } = await service.step('duplicate');
    expect(answer.status).toBe(500);
    expect(spans[0]).toMatchObject({ name: 'insert orders', status: { code: 'error' } });
    const duplicate = { [ATTR.errorType]: 'DuplicateKey', [DB.status]: '11000' };
    expect(spans[0]?.attributes).toMatchObject(duplicate);
    const bulk = await service.step('bulk');
    expect(bulk.spans[0]?.attributes).toMatchObject(duplicate);
    const bad = await service.step('bad');
    expect(bad.spans[0]?.attributes).toMatchObject({
      [ATTR.errorType]: 'BadValue',
      [DB.status]: '2',
    });
    const unknown = await service.step('unknown');
    expect(unknown.spans[0]?.attributes[ATTR.errorType]).toBe('CommandNotFound');
  });

  test('a rejection that nobody handles stays one', async () => {
    const { answer } = await service.step('unhandled');
    expect(JSON.parse(answer.body)).toEqual({ rejected: 11_000 });
  });

  test('a server that is not there fails the operation that asked for it', async () => {
    const { answer, spans } = await service.step('down');
    expect(answer.status).toBe(500);
    expect(spans[0]?.attributes).toMatchObject({
      [ATTR.errorType]: 'MongoServerSelectionError',
      [ATTR.serverPort]: 1,
    });
  });

  test('what operations wait for shows', async () => {
    await service.step('wait', 3);
    const page = await service.fixture.scrape();
    const pool = { [labelOf(DB.poolName)]: `127.0.0.1:${server.port}` };
    expect(page.value(`${DB_METRICS.waitTime.name}_count`, pool)).toBeGreaterThan(5);
    expect(page.value(`${DB_METRICS.useTime.name}_count`, pool)).toBeGreaterThan(5);
    expect(page.value(DB_METRICS.connectionsMax.name, pool)).toBe(1);
    expect(page.value(DB_METRICS.pending.name, pool)).toBe(0);
    const idle = { ...pool, [labelOf(DB.poolState)]: 'idle' };
    expect(page.value(DB_METRICS.connections.name, idle)).toBe(1);
  });

  test('nothing of what is stored or asked for leaves the process', () => {
    const { spans } = service.fixture.otlp;
    const said = JSON.stringify(spans.map(({ name, attributes }) => [name, attributes]));
    expect(said).toContain('aggregate orders');
    expect(said).not.toContain('secret');
  });
});
