import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBulkReceiver, type BulkReceiver } from '../../src/testing/index.ts';
import { imbalance, type Account } from './account.ts';
import { lineArrivals } from './arrivals.ts';
import type { Figures } from './fault.ts';
import { MATRIX } from './matrix.ts';
import { QUICK } from './plan.ts';
import { Pool } from './pool.ts';
import { PEAK_RSS_MAX_MB, problemsOf } from './verdict.ts';

// A harness that never complains looks just like a product that never fails.

const sound: Account = {
  accepted: 10,
  adopted: 5,
  delivered: 6,
  deadLettered: 1,
  rejectedStored: 1,
  dropped: { exit: 1, queue_full: 1 },
  spooled: 2,
  inFlight: 3,
  failures: {},
};

test('an account that is off by one is seen, on either side', () => {
  expect(imbalance(sound)).toBe(0);
  expect(imbalance({ ...sound, accepted: 11 })).toBe(1);
  expect(imbalance({ ...sound, dropped: { exit: 3 } })).toBe(-1);
});

const good: Figures = {
  fault: 'away',
  signal: 'logs',
  subject: 'sightline',
  emitted: 10,
  delivered: 10,
  byNextStart: 0,
  setAside: 0,
  duplicated: 0,
  acrossRollover: 0,
  lost: 0,
  dropped: 0,
  peakRssMb: 100,
  loopHealthyMs: 1,
  loopFaultMs: 1,
  exit: 'SIGTERM',
  stdoutBytes: 0,
  looks: 1,
  imbalances: [],
  facts: { 'it rains': true },
};

function rowOf(name: string): (typeof MATRIX)[number]['fault'] {
  const found = MATRIX.find(({ fault }) => fault.name === name);
  if (found === undefined) throw new Error(`no fault is called ${name}`);
  return found.fault;
}

test.each<[string, Partial<Figures>]>([
  ['1 lost, 0 counted', { lost: 1 }],
  ['2 duplicated', { duplicated: 2 }],
  ['ended with code 1', { exit: 'code 1' }],
  ['no account was read', { looks: 0 }],
  ['1 accounts are off, first a', { imbalances: ['a'] }],
  [`${PEAK_RSS_MAX_MB} MB resident`, { peakRssMb: PEAK_RSS_MAX_MB }],
  ['7 bytes on stdout', { stdoutBytes: 7 }],
  ['not so: it rains', { facts: { 'it rains': false } }],
  ['nothing was emitted', { emitted: 0 }],
  ['nothing was delivered', { delivered: 0 }],
])('the verdict says "%s"', (problem, change) => {
  const away = rowOf('away');
  expect(problemsOf(away, good, QUICK)).toEqual([]);
  expect(problemsOf(away, { ...good, ...change }, QUICK)).toEqual([problem]);
});

test('where a loss is allowed, it is bounded, and only spans may come twice', () => {
  const full = rowOf('away, disk of the spool full');
  expect(problemsOf(full, { ...good, lost: 5, dropped: 5 }, QUICK)).toEqual([]);
  expect(problemsOf(full, { ...good, lost: 6, dropped: 5 }, QUICK)).toHaveLength(1);
  const crash = MATRIX.filter(({ fault }) => fault.name === 'uncaught exception');
  expect(
    crash.map(({ fault }) => problemsOf(fault, { ...good, exit: 'code 1', duplicated: 9 }, QUICK)),
  ).toEqual([['9 duplicated'], []]);
  const killed = { ...good, exit: 'SIGKILL' };
  const kill = rowOf('SIGKILL under load');
  expect(problemsOf(kill, { ...killed, lost: 5 }, QUICK)).toEqual([]);
  expect(problemsOf(kill, { ...killed, lost: 1e6 }, QUICK)).toHaveLength(1);
});

async function post(receiver: BulkReceiver, ...ids: [id: string, n: number][]): Promise<void> {
  const lines = ids.map(([_id, n]) => {
    const action = { create: { _index: 'logs-sightline-test', _id } };
    return `${JSON.stringify(action)}\n${JSON.stringify({ numeric_labels: { n } })}\n`;
  });
  const headers = { 'content-type': 'application/x-ndjson' };
  await fetch(`${receiver.endpoint}/_bulk`, { method: 'POST', headers, body: lines.join('') });
}

test('lines are counted by their numbers, and repetitions by how they came about', async () => {
  const receiver = await startBulkReceiver();
  const spool = mkdtempSync(join(tmpdir(), 'sightline-faults-'));
  try {
    await post(receiver, ['a', 1], ['a', 1], ['b', 2], ['another id', 2]);
    receiver.rollover();
    await post(receiver, ['a', 1]);
    receiver.behave({ mode: 'failure-store' });
    await post(receiver, ['c', 3]);
    const folder = join(spool, 'orders', 'dead-letter');
    mkdirSync(folder, { recursive: true });
    const letter = { reason: 'no', line: '{"numeric_labels":{"n":4}}' };
    writeFileSync(join(folder, '1.ndjson'), `${JSON.stringify(letter)}\n{"line":{"n":5}}\n`);
    expect(lineArrivals(receiver, spool)).toEqual({
      delivered: new Set([1, 2]),
      setAside: new Set([3, 4, 5]),
      duplicated: 1,
      acrossRollover: 1,
    });
  } finally {
    rmSync(spool, { recursive: true });
    await receiver.close();
  }
});

test('a pool lets no more in than it has room for', async () => {
  const pool = new Pool(2);
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 9 }, () => pool.run(work)));
  expect(most).toBe(2);
});
