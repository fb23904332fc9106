import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTR, DB, DB_METRICS, labelOf } from '../../src/contract/index.ts';
import { LibraryService } from './service.ts';

describe('node:sqlite', () => {
  let service: LibraryService;

  beforeAll(async () => {
    service = await LibraryService.start('node-sqlite.cjs');
  });
  afterAll(() => service?.dispose());

  test('nothing is loaded that the application did not ask for', async () => {
    const { answer } = await service.step('untouched', 0);
    expect(JSON.parse(answer.body)).toEqual({ loaded: false });
  });

  test('statements are children of the request, also when it loads late', async () => {
    const { spans } = await service.step('setup', 5);
    expect(spans.map(({ name }) => name)).toEqual([
      'CREATE orders',
      'INSERT orders',
      'INSERT orders',
      'INSERT orders',
      'INSERT orders',
    ]);
    const { answer, entry, spans: reads } = await service.step('read', 2);
    expect(JSON.parse(answer.body)).toEqual([{ note: 'a' }, 4]);
    expect(reads[0]).toMatchObject({
      name: 'SELECT orders',
      kind: 'client',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
    });
    expect(reads[0]?.attributes).toEqual({
      [DB.system]: 'sqlite',
      [DB.operation]: 'SELECT',
      [DB.collection]: 'orders',
      [DB.querySummary]: 'SELECT orders',
      [DB.queryText]: 'SELECT note FROM orders WHERE id = ?',
    });
    const line = await service.fixture.waitForLine(
      ({ message, trace }) => message === 'between' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(entry.spanId);
    const page = await service.fixture.scrape();
    const labels = {
      [labelOf(DB.system)]: 'sqlite',
      [labelOf(DB.operation)]: 'INSERT',
      [labelOf(DB.collection)]: 'orders',
    };
    expect(page.value(`${DB_METRICS.duration.name}_count`, labels)).toBe(4);
  });

  test('rows that are iterated are one statement, once they are read or left', async () => {
    const { answer, spans } = await service.step('iterate', 2);
    expect(answer.body).toBe('4');
    expect(spans.map(({ name }) => name)).toEqual(['SELECT orders', 'SELECT orders']);
  });

  test('errors are named by the result of SQLite, without what they hold', async () => {
    const { answer, spans } = await service.step('duplicate');
    expect(answer.status).toBe(500);
    expect(spans[0]?.status.code).toBe('error');
    expect(spans[0]?.attributes).toMatchObject({
      [ATTR.errorType]: 'SQLITE_CONSTRAINT',
      [DB.status]: '1555',
      [DB.queryText]: 'INSERT INTO orders VALUES (?, ?)',
    });
    const { spans: broken } = await service.step('syntax');
    expect(broken[0]?.attributes[ATTR.errorType]).toBe('SQLITE_ERROR');
    expect(broken[0]?.attributes[DB.operation]).toBe('_OTHER');
    const said = JSON.stringify(service.fixture.otlp.spans.map(({ attributes }) => attributes));
    expect(said).not.toContain('secret-42');
  });

  test('the time that a statement holds up the process shows', async () => {
    const { spans } = await service.step('slow');
    const [span] = spans;
    const nanoseconds = (span?.endTimeUnixNano ?? 0n) - (span?.startTimeUnixNano ?? 0n);
    expect(Number(nanoseconds) / 1e6).toBeGreaterThan(5);
  });
});

test('node:sqlite is seen in ES modules that import it before the SDK runs', async () => {
  const service = await LibraryService.start('node-sqlite.mjs');
  try {
    const { spans } = await service.step('read');
    expect(spans.map(({ name }) => name)).toEqual(['SELECT']);
  } finally {
    await service.dispose();
  }
});
