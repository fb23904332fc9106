import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SELF_METRICS } from '../src/contract/index.ts';
import { bundled } from './support/busy.ts';
import { runFixture, type Fixture } from './support/fixture.ts';

let fixture: Fixture;
const made = bundled();
beforeAll(async () => {
  const env = { SIGHTLINE_STALL_THRESHOLD_MS: '500' };
  fixture = await runFixture({ file: made.file, env });
});
afterAll(async () => {
  await fixture?.dispose();
  rmSync(made.folder, { recursive: true, force: true });
});

const stalls = async (): Promise<number | undefined> =>
  (await fixture.scrape()).value(SELF_METRICS.stalls.name, {});

test('a blocked loop is told once, with its stack and the request that held it', async () => {
  // The thread starts after the service listens.
  await expect.poll(stalls, { timeout: 10_000 }).toBe(0);
  await fixture.request('/burn');
  const answer = await fixture.request('/block');
  const line = await fixture.waitForLine(({ message }) => message.includes('was blocked'));
  expect(line.message).toMatch(/^the event loop was blocked for \d{4} ms by GET$/);
  expect(line.trace?.id).toBe(answer.traceId);
  const { error } = line as unknown as { error: { type: string; stack_trace: string } };
  expect(error.type).toBe('EventLoopBlocked');
  expect(error.stack_trace).toMatch(/\n {4}at burnHere \(.*fixtures\/busy\.ts:\d+\)\n/);
  await fixture.request('/block');
  await expect.poll(stalls).toBe(2);
  const told = fixture.lines().filter(({ message }) => message.includes('was blocked'));
  expect(told).toHaveLength(1);
});

test('the process ends as ever', async () => {
  const exit = await fixture.stop('SIGTERM');
  expect(exit).toMatchObject({ signal: 'SIGTERM' });
});
