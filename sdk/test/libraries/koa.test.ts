import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATASET } from '../../src/contract/index.ts';
import { requestCount } from '../support/joined.ts';
import { FEW_ROWS, KOA_ROWS } from '../support/rows.ts';
import { describeTable } from '../support/table.ts';
import { LibraryService } from './service.ts';

const app = (file: string): string => fileURLToPath(new URL(`apps/${file}`, import.meta.url));

describeTable('Koa 3 by import', () => ({ file: app('koa.mjs') }), KOA_ROWS);
describeTable('Koa 3 loaded before the SDK', () => ({ file: app('koa.cjs') }), KOA_ROWS);
describeTable(
  'Koa 3 whose errors the application answers itself',
  () => ({ file: app('koa.cjs'), env: { OWN_ERRORS: 'true' } }),
  FEW_ROWS,
);

describe('Koa', () => {
  let service: LibraryService;
  beforeAll(async () => {
    service = await LibraryService.start('koa.cjs');
  });
  afterAll(() => service?.dispose());

  test('errors of known routes stand at 0 before the first request', async () => {
    const page = await service.fixture.scrape();
    const expected = { method: 'GET', status: 500, errorType: '500' };
    for (const route of ['/fail', '/api/:tenant/v2/items/:item', '/v2/things/:id']) {
      expect(requestCount(page, { ...expected, route })).toBe(0);
    }
    expect(() => requestCount(page, { ...expected, route: '/things/:id' })).toThrow();
  });

  test('the error of a request is in its line', async () => {
    const { traceId } = await service.fixture.request('/reject');
    const line = await service.fixture.waitForLine(
      ({ event, trace }) => event.dataset === DATASET.request && trace?.id === traceId,
    );
    expect(line.error).toMatchObject({ type: 'RangeError', message: 'rejected by the handler' });
    expect(line.error?.stack_trace).toContain('handlers.cjs');
  });

  test('a rejection that nobody handles stays one', async () => {
    expect((await service.fixture.request('/floating')).status).toBe(200);
    await service.fixture.waitForLine(
      ({ message }) => message === 'unhandled: nobody waits for it',
    );
  });

  test('spans of the application are children of the request', async () => {
    const { entry, spans } = await service.step('span', 4);
    expect(spans[0]?.parentSpanId).toBe(entry.spanId);
  });

  test('a request that its client gives up has a route', async () => {
    await service.fixture.request('/hang/5', { abortAfterMs: 50 }).catch(() => undefined);
    const line = await service.fixture.waitForLine(({ http }) => http?.route === '/hang/:id');
    expect(line.error).toEqual({ type: 'client_aborted' });
  });
});
