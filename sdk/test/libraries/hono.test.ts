import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATASET } from '../../src/contract/index.ts';
import { requestCount } from '../support/joined.ts';
import { SEES_ES_MODULES } from '../support/paths.ts';
import { HONO_ROWS } from '../support/rows.ts';
import { describeTable } from '../support/table.ts';
import { LibraryService } from './service.ts';

const app = (file: string): string => fileURLToPath(new URL(`apps/${file}`, import.meta.url));
const nodeArgs = ['--import', 'sightline/register'];

describe.skipIf(!SEES_ES_MODULES)('as ES module', () => {
  describeTable('Hono 4 by --import', () => ({ file: app('hono.mjs'), nodeArgs }), HONO_ROWS);
});
describeTable('Hono 4 loaded before the SDK', () => ({ file: app('hono.cjs') }), HONO_ROWS);

describe.skipIf(!SEES_ES_MODULES)('Hono', () => {
  let service: LibraryService;
  beforeAll(async () => {
    service = await LibraryService.start('hono.mjs', {}, { nodeArgs });
  });
  afterAll(() => service?.dispose());

  test('errors of known routes stand at 0 after the first request', async () => {
    await service.fixture.request('/orders/1');
    const page = await service.fixture.scrape();
    const expected = { method: 'GET', status: 500, errorType: '500' };
    for (const route of ['/fail', '/api/:tenant/v2/items/:item', '/v2/things/:id']) {
      expect(requestCount(page, { ...expected, route })).toBe(0);
    }
    expect(() => requestCount(page, { ...expected, route: '/things/:id' })).toThrow();
  });

  test.each([
    ['/reject', 'rejected by the handler'],
    ['/careful/boom/5', 'caught by the part it was thrown in'],
  ])('the error of %s is in its line', async (path, message) => {
    const { traceId } = await service.fixture.request(path);
    const line = await service.fixture.waitForLine(
      ({ event, trace }) => event.dataset === DATASET.request && trace?.id === traceId,
    );
    expect(line.error).toMatchObject({ type: 'RangeError', message });
    expect(line.error?.stack_trace).toContain('.cjs');
  });

  test('spans of the application are children of the request', async () => {
    const { entry, spans } = await service.step('span', 4);
    expect(spans[0]?.parentSpanId).toBe(entry.spanId);
  });

  test('a request that its client gives up has a route', async () => {
    await service.fixture.request('/hang/5', { abortAfterMs: 50 }).catch(() => undefined);
    const line = await service.fixture.waitForLine(({ http }) => http?.route === '/hang/:id');
    expect(line.error?.type).toBe('client_aborted');
  });
});
