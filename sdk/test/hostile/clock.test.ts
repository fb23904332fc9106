import { afterEach, expect, test } from 'vitest';
import { DATASET, HTTP_METRICS, SELF_METRICS } from '../../src/contract/index.ts';
import type { CollectedLine } from '../../src/testing/index.ts';
import { runFixture, type Fixture } from '../support/fixture.ts';
import { appFile } from './apps.ts';
import { expectContract } from './contract-line.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
/** Requests of these tests take milliseconds. */
const DURATION_MAX_SECONDS = 10;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

async function start(env: Readonly<Record<string, string>> = {}): Promise<Fixture> {
  const nodeArgs = ['--import', appFile('clock.mjs')];
  fixture = await runFixture({ file: 'express5.mjs', nodeArgs, env });
  return fixture;
}

async function set(service: Fixture, clock: object): Promise<void> {
  const text = JSON.stringify(clock);
  const isSet = (): boolean =>
    service.child.messages.some((message) => (message as { set?: unknown }).set === text);
  service.child.tell(text);
  await service.child.until(isSet, 5000);
}

/** Milliseconds that a ULID holds. */
function timeOf(ulid: string): number {
  let time = 0;
  for (const digit of ulid.slice(0, 10)) time = time * 32 + CROCKFORD.indexOf(digit);
  return time;
}

function expectSaneTimes(service: Fixture): void {
  for (const { name, durationSeconds } of service.otlp.spans) {
    expect(durationSeconds, name).toBeGreaterThanOrEqual(0);
    expect(durationSeconds, name).toBeLessThan(DURATION_MAX_SECONDS);
  }
  for (const { event } of service.lines()) {
    if (event.dataset !== DATASET.request) continue;
    expect(event.duration).toBeGreaterThanOrEqual(0);
    expect(event.duration).toBeLessThan(DURATION_MAX_SECONDS * 1e9);
  }
}

test('a clock that jumps back a day and forward a year disturbs nothing', async () => {
  const service = await start();
  let requests = 0;
  for (const clock of [0, -DAY_MS, YEAR_MS, 0]) {
    await set(service, { clock });
    const answers = [];
    for (const path of ['/orders/1', '/log', '/span', '/slow']) {
      answers.push(await service.request(path));
    }
    requests += answers.length;
    const last = answers.at(-1)?.traceId;
    await service.otlp.waitFor(({ spans }) => spans.some(({ traceId }) => traceId === last));
    const page = await service.scrape();
    const counted = page.find(`${HTTP_METRICS.serverDuration.name}_count`);
    expect(counted.reduce((sum, { value }) => sum + value, 0)).toBe(requests);
    const [total] = page.find(`${HTTP_METRICS.serverDuration.name}_sum`);
    expect(total?.value).toBeLessThan(DURATION_MAX_SECONDS);
    expect(page.find(SELF_METRICS.spansDropped.name)).toEqual([]);
  }
  expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  expectSaneTimes(service);
  const lines: CollectedLine[] = service.lines();
  for (const line of lines) expectContract(line, service.child.pid);
  const ids = lines.map(({ event }) => event.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(timeOf(id)).toBeLessThan(Date.now() + YEAR_MS + DAY_MS);
    expect(timeOf(id)).toBeGreaterThan(Date.now() - 2 * DAY_MS);
  }
});

test('the end keeps its deadline while the clock jumps and the collector hangs', async () => {
  const service = await start({ SIGHTLINE_SHUTDOWN_TIMEOUT_MS: '1000' });
  service.otlp.behave('hang');
  await service.request('/orders/1');
  await set(service, { jumpEveryMs: 7 });
  for (let round = 0; round < 20; round += 1) await service.request('/span');
  const startedMs = performance.now();
  expect(await service.stop('SIGTERM', 8000)).toEqual({ code: null, signal: 'SIGTERM' });
  expect(performance.now() - startedMs).toBeLessThan(6000);
  expectSaneTimes(service);
  const lines = service.lines();
  expect(lines.filter(({ event }) => event.dataset === DATASET.request)).toHaveLength(21);
  for (const line of lines) expectContract(line, service.child.pid);
});

test('a wall clock that tells no time is passed over', async () => {
  const service = await start();
  for (const broken of ['nan', 'negative', 'endless', 'text', 'object', 'null']) {
    await set(service, { broken });
    await service.request('/log');
    await service.request('/span');
    expect((await service.scrape()).samples.length).toBeGreaterThan(0);
  }
  expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  expectSaneTimes(service);
  const lines = service.lines();
  expect(lines.filter(({ message }) => message === 'hello')).toHaveLength(6);
  for (const line of lines) {
    expectContract(line, service.child.pid);
    expect(Math.abs(timeOf(line.event.id) - Date.now())).toBeLessThan(DAY_MS);
    expect(Math.abs(Date.parse(line['@timestamp']) - Date.now())).toBeLessThan(DAY_MS);
  }
});
