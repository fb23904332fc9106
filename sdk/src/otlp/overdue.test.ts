import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answeredInTime } from './overdue.ts';
import type { SendResult } from './send-result.ts';

const DELIVERED: SendResult = { status: 'delivered', rejected: 0, message: '' };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('an answer ends the wait', async () => {
  expect(await answeredInTime(1000, (settle) => settle(DELIVERED))).toBe(DELIVERED);
  expect(vi.getTimerCount()).toBe(0);
});

test('a lost call ends 5 s after its deadline, and a late answer changes nothing', async () => {
  let late: ((result: SendResult) => void) | undefined;
  let ended: SendResult | undefined;
  void answeredInTime(1000, (settle) => {
    late = settle;
  }).then((result) => {
    ended = result;
  });
  await vi.advanceTimersByTimeAsync(5999);
  expect(ended).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  late?.(DELIVERED);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toMatchObject({ status: 'retryable', reason: 'no_answer' });
});
