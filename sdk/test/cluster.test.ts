import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { HTTP_METRICS, LABEL, PROCESS_METRICS, SELF_METRICS } from '../src/contract/index.ts';
import type { Exposition } from '../src/testing/index.ts';
import { runFixture, type Fixture } from './support/fixture.ts';

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.dispose();
  fixture = undefined;
});

const ORDERS = { [LABEL.service]: 'fixture', by: 'request' };

async function start(env: Record<string, string> = {}): Promise<Fixture> {
  fixture = await runFixture({ file: 'cluster.cjs', env });
  await members(fixture, env['FIXTURE_PRIMARY'] === 'bare' ? 1 : 2);
  return fixture;
}

/** Asks until so many workers have answered; returns how often each did. */
async function serve(at: Fixture, wanted: number): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  for (let tries = 0; tries < 200 && answers.size < wanted; tries += 1) {
    const response = await fetch(at.origin, { headers: { connection: 'close' } });
    const pid = await response.text();
    answers.set(pid, (answers.get(pid) ?? 0) + 1);
  }
  return answers;
}

const total = (answers: ReadonlyMap<string, number>): number =>
  [...answers.values()].reduce((sum, count) => sum + count, 0);

const counted = (page: Exposition): number =>
  page.find(`${HTTP_METRICS.serverDuration.name}_count`).reduce((sum, { value }) => sum + value, 0);
const requests = async (at: Fixture): Promise<number> => counted(await at.scrape());

/** Waits until so many members answer. */
async function members(at: Fixture, count: number): Promise<void> {
  await expect
    .poll(async () => (await at.scrape()).find(SELF_METRICS.memberUp.name).length)
    .toBe(count);
}

describe('a cluster has one admin server', () => {
  test('whose page adds up what its workers counted, and tells them apart elsewhere', async () => {
    const at = await start();
    const answers = await serve(at, 2);
    expect(answers.size).toBe(2);
    const page = await at.scrape();
    expect(page.value('orders_placed_total', ORDERS)).toBe(total(answers));
    expect(await requests(at)).toBe(total(answers));
    const workers = page
      .find(PROCESS_METRICS.memoryUsage.name)
      .map(({ labels }) => labels[LABEL.worker]);
    expect(workers.toSorted()).toEqual(['1', '2', 'main']);
    expect(page.find('target_info')).toHaveLength(1);
    expect(page.find(SELF_METRICS.memberUp.name).map(({ value }) => value)).toEqual([1, 1]);
  });

  test('whose counters never fall: a worker that ended stays counted', async () => {
    const at = await start();
    const answers = await serve(at, 2);
    await at.scrape();
    const [first = ''] = answers.keys();
    process.kill(Number(first), 'SIGKILL');
    await members(at, 1);
    expect(await requests(at)).toBe(total(answers));
    at.child.kill('SIGUSR2');
    await members(at, 2);
    const more = await serve(at, 2);
    expect(await requests(at)).toBe(total(answers) + total(more));
  });

  test('that waits for no worker whose loop is blocked, and keeps what it counted', async () => {
    const at = await start();
    const answers = await serve(at, 2);
    await at.scrape();
    const blocked = fetch(`${at.origin}/block`);
    await sleep(200);
    const startedMs = performance.now();
    const page = await at.scrape();
    expect(performance.now() - startedMs).toBeLessThan(3500);
    expect(
      page
        .find(SELF_METRICS.memberUp.name)
        .map(({ value }) => value)
        .toSorted(),
    ).toEqual([0, 1]);
    expect(counted(page)).toBe(total(answers));
    await blocked;
  });

  test('that is ready when all are, and sets the level of all', async () => {
    const at = await start();
    const ready = JSON.parse((await at.adminRequest('/readyz')).body) as object;
    expect(ready).toMatchObject({ ready: true, checks: { 'worker 1': 'ok', 'worker 2': 'ok' } });
    const body = JSON.stringify({ level: 'debug' });
    await at.adminRequest('/loglevel', { method: 'PUT', body });
    const { body: status } = await at.adminRequest('/status');
    const { logLevel, workers } = JSON.parse(status) as {
      logLevel: { level: string };
      workers: { name: string; answer: { logLevel: { level: string } } }[];
    };
    expect(
      [logLevel, ...workers.map(({ answer }) => answer.logLevel)].map(({ level }) => level),
    ).toEqual(['debug', 'debug', 'debug']);
  });

  test('also when the first process knows nothing of it: one worker leads', async () => {
    const at = await start({ FIXTURE_PRIMARY: 'bare' });
    const answers = await serve(at, 2);
    const page = await at.scrape();
    expect(page.value('orders_placed_total', ORDERS)).toBe(total(answers));
    expect(page.find(SELF_METRICS.memberUp.name)).toHaveLength(1);
  });

  test('that speaks for worker threads too', async () => {
    const at = await start({ FIXTURE_THREAD: 'yes' });
    await serve(at, 2);
    const thread = { ...ORDERS, by: 'thread' };
    await members(at, 3);
    const page = await at.scrape();
    expect(page.value('orders_placed_total', thread)).toBe(5);
    expect(page.find(PROCESS_METRICS.memoryUsage.name)).toHaveLength(3);
  });
});
