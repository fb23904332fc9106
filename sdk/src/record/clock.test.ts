import { afterEach, expect, test, vi } from 'vitest';
import { wallClockMs } from './clock.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([0, 1_800_000_000_000, 2 ** 48 - 1])('a clock at %d is believed', (nowMs) => {
  vi.spyOn(Date, 'now').mockReturnValue(nowMs);
  expect(wallClockMs()).toBe(nowMs);
});

test.each([Number.NaN, -1, Infinity, 2 ** 48, null, 'noon', {}])(
  'one that says %s is not',
  (said) => {
    const nowMs = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(said as number);
    expect(Math.abs(wallClockMs() - nowMs)).toBeLessThan(60_000);
  },
);
