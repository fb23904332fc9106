import { afterEach, expect, test } from 'vitest';
import { DATASET, HTTP_METRICS } from '../../src/contract/index.ts';
import { runFixture, type Fixture } from '../support/fixture.ts';
import { appFile, said } from './apps.ts';
import { expectContract } from './contract-line.ts';

interface Result {
  readonly uncaught: readonly string[];
  readonly emitted: number;
  readonly wanted: number;
  readonly calls: number;
}

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

test('requests of any shape and calls that end for any reason bring nothing down', async () => {
  const service = await runFixture({ file: appFile('requests-app.mjs') });
  fixture = service;
  const result = await said<Result>(service, 'result', 20_000);
  expect(result.uncaught).toEqual([]);
  expect(result.emitted, 'every fake reached its listener').toBe(result.wanted);
  const good = await service.waitForLine(({ url }) => url?.path === '/good');
  expect(good).toMatchObject({ http: { response: { status_code: 200 } } });
  const page = await service.scrape();
  const counted = page.find(`${HTTP_METRICS.clientDuration.name}_count`);
  // The two calls for `/broken` and `/good` come on top.
  expect(counted.reduce((sum, { value }) => sum + value, 0)).toBe(result.calls + 2);
  expect(page.find(HTTP_METRICS.serverActive.name).every(({ value }) => value <= 2)).toBe(true);
  expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  expect(service.child.stderr).toEqual([]);
  for (const line of service.lines()) expectContract(line, service.child.pid);
  const requests = service.lines().filter(({ event }) => event.dataset === DATASET.request);
  expect(requests.some(({ url }) => url?.path === '/broken')).toBe(true);
});
