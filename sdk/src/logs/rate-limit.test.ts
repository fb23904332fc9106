import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LOG_LEVELS } from '../contract/index.ts';
import { LogCounters } from './counters.ts';
import { rateLimit } from './rate-limit.ts';

const WINDOW_MS = 10_000;
const TRACKED_MAX = 1000;
const { info, error, fatal } = LOG_LEVELS;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A limit with what it let through and what it announced. */
function limited(maxLines: number) {
  const counters = new LogCounters();
  const announced: [message: string, suppressed: number][] = [];
  const written: unknown[][] = [];
  const limit = rateLimit(maxLines, counters, (message, suppressed) => {
    announced.push([message, suppressed]);
    // Announcements are lines of the same logger, as in the SDK.
    log(LOG_LEVELS.warn, { suppressed }, 'log lines suppressed');
  });
  const method = (...args: unknown[]): void => {
    written.push(args);
  };
  function log(level: number, ...args: unknown[]): void {
    limit.logMethod.call(undefined as never, args as never, method as never, level);
  }
  const messages = (): unknown[] =>
    written.map((args) => args.find((arg) => typeof arg === 'string'));
  return { counters, announced, written, messages, log, limit };
}

describe('the log rate limit', () => {
  test('lets so many lines of a message pass, and announces the rest when the window ends', () => {
    const { log, written, announced, counters, messages } = limited(3);
    for (let line = 0; line < 10; line += 1) log(info, { line }, 'again');
    log(info, 'another');
    expect(messages()).toEqual(['again', 'again', 'again', 'another']);
    expect(counters.suppressed).toBe(7);
    vi.advanceTimersByTime(WINDOW_MS - 1);
    expect(announced).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(announced).toEqual([['again', 7]]);
    log(info, 'again');
    expect(written).toHaveLength(6);
  });

  test('counts lines that differ in their values as one message', () => {
    const { log, written, announced, limit } = limited(1);
    log(info, 'user %s came', 'ann');
    log(info, 'user %s came', 'bob');
    log(error, new Error('no answer'));
    log(error, new Error('no answer'));
    log(error, { err: new Error('no answer') });
    limit.stop();
    expect(written.slice(0, 2)).toEqual([['user %s came', 'ann'], [expect.any(Error)]]);
    expect(announced).toEqual([
      ['user %s came', 1],
      ['no answer', 2],
    ]);
  });

  test('announces every message of a window, however few lines pass', () => {
    const { log, announced, messages } = limited(1);
    for (let message = 0; message < 50; message += 1) {
      for (let line = 0; line < 3; line += 1) log(info, `message ${message}`);
    }
    vi.advanceTimersByTime(WINDOW_MS);
    expect(announced).toEqual(Array.from({ length: 50 }, (_, at) => [`message ${at}`, 2]));
    expect(messages().filter((text) => text === 'log lines suppressed')).toHaveLength(50);
  });

  test('never holds back what is fatal or has no message', () => {
    const { log, written, counters } = limited(1);
    for (let line = 0; line < 5; line += 1) {
      log(fatal, 'the end');
      log(info, { line });
      log(info, undefined);
      log(info, { err: { message: 5 } });
    }
    expect(written).toHaveLength(20);
    expect(counters.suppressed).toBe(0);
  });

  test('tracks a bounded number of messages; more pass as they are', () => {
    const { log, written, announced, counters } = limited(1);
    for (let message = 0; message < 2 * TRACKED_MAX; message += 1) {
      log(info, `message ${message}`);
      log(info, `message ${message}`);
    }
    expect(counters.suppressed).toBe(TRACKED_MAX);
    expect(written).toHaveLength(3 * TRACKED_MAX);
    vi.advanceTimersByTime(WINDOW_MS);
    expect(announced).toHaveLength(TRACKED_MAX);
  });

  test('keeps no more than the beginning of a message', () => {
    const { log, announced, limit } = limited(1);
    log(info, 'x'.repeat(100_000));
    log(info, `${'x'.repeat(100_000)}y`);
    limit.stop();
    expect(announced).toEqual([['x'.repeat(200), 1]]);
  });

  test('tells what it holds when it stops, once', () => {
    const { log, announced, limit } = limited(1);
    log(info, 'again');
    log(info, 'again');
    limit.stop();
    vi.advanceTimersByTime(2 * WINDOW_MS);
    expect(announced).toEqual([['again', 1]]);
  });
});
