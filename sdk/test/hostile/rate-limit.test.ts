import { afterEach, expect, test } from 'vitest';
import { SELF_METRICS } from '../../src/contract/index.ts';
import { runFixture, type Fixture } from '../support/fixture.ts';

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

test('a flood of one message is held back, announced and counted; other lines pass', async () => {
  const service = await runFixture({
    file: 'express5.mjs',
    env: { SIGHTLINE_LOG_RATE_LIMIT: '10' },
  });
  fixture = service;
  await service.request('/flood/5000');
  await service.request('/log');
  const page = await service.scrape();
  expect(page.value(SELF_METRICS.logSuppressed.name)).toBe(4990);
  expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  const about = (message: string): number =>
    service.lines().filter((line) => line.message === message).length;
  expect(about('flood')).toBe(10);
  expect(about('hello')).toBe(1);
  const told = service.lines().filter((line) => line.message === 'log lines suppressed');
  expect(told).toMatchObject([
    { labels: { suppressed_message: 'flood' }, numeric_labels: { suppressed: 4990 } },
  ]);
});
