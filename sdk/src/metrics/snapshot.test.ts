import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { snapshotOf } from './snapshot.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const GOOD = { name: 'app_good', help: 'Good.', type: 'Gauge', values: [] };
const metric = (get: () => unknown): never => ({ get }) as never;

test('values come at once or later', async () => {
  const wanted = { ...GOOD, type: 'gauge' };
  expect(await snapshotOf(metric(() => GOOD))).toEqual(wanted);
  expect(await snapshotOf(metric(async () => GOOD))).toEqual(wanted);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('down');
    },
    'down',
  ],
  ['rejects', () => Promise.reject(new Error('down')), 'down'],
  ['has a name that would break the page', () => ({ ...GOOD, name: 'a\nb 1' }), 'no metric name'],
  ['has no values', () => ({ ...GOOD, values: undefined }), 'no values'],
])('one that %s is told', async (_how, get, message) => {
  await expect(snapshotOf(metric(get))).rejects.toThrow(message);
});

test('one that does not answer is waited for once, and asked again when it has', async () => {
  let answer: (value: unknown) => void = () => undefined;
  let asked = 0;
  const slow = metric(() => {
    asked += 1;
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const first = snapshotOf(slow).catch((error: unknown) => String(error));
  await vi.advanceTimersByTimeAsync(2000);
  expect(await first).toContain('within 2000 ms');
  await expect(snapshotOf(slow)).rejects.toThrow('earlier scrape');
  expect(asked).toBe(1);
  answer(GOOD);
  await vi.advanceTimersByTimeAsync(0);
  const second = snapshotOf(slow);
  answer(GOOD);
  expect(await second).toMatchObject({ name: 'app_good' });
  expect(asked).toBe(2);
});
