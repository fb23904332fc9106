import { headOf } from '../context/index.ts';
import { LOG_LEVELS } from '../contract/index.ts';
import type { LogCounters } from './counters.ts';
import type { LoggerParts } from './logger.ts';

type LogMethod = NonNullable<LoggerParts['hooks']['logMethod']>;

const WINDOW_MS = 10_000;
const MESSAGES_MAX = 1000;
const KEY_LENGTH = 200;

interface Count {
  lines: number;
  suppressed: number;
}

export interface RateLimit {
  readonly logMethod: LogMethod;
  /** Announces now what was held back so far, because the process ends. */
  stop(): void;
}

/**
 * At most so many lines of one message per ten seconds; what was held back is announced in one line
 * at the end of the window, so that silence is never mistaken for quiet. Fatal lines always pass.
 */
export function rateLimit(
  maxLines: number,
  counters: LogCounters,
  announce: (message: string, suppressed: number) => void,
): RateLimit {
  const counts = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;
  // The announcements have one message among them, and are lines as well.
  let isAnnouncing = false;

  function closeWindow(): void {
    timer = undefined;
    const ended = [...counts];
    counts.clear();
    isAnnouncing = true;
    for (const [message, { suppressed }] of ended) {
      if (suppressed > 0) announce(message, suppressed);
    }
    isAnnouncing = false;
  }

  function logMethod(
    this: unknown,
    args: Parameters<LogMethod>[0],
    method: (this: unknown, ...all: unknown[]) => void,
    level: number,
  ): void {
    const key = messageOf(args);
    if (level >= LOG_LEVELS.fatal || key === undefined || isAnnouncing) {
      method.apply(this, args);
      return;
    }
    let count = counts.get(key);
    if (count === undefined) {
      if (counts.size >= MESSAGES_MAX) {
        method.apply(this, args);
        return;
      }
      count = { lines: 0, suppressed: 0 };
      counts.set(key, count);
      timer ??= setTimeout(closeWindow, WINDOW_MS).unref();
    }
    count.lines += 1;
    if (count.lines <= maxLines) {
      method.apply(this, args);
      return;
    }
    count.suppressed += 1;
    counters.suppressed += 1;
  }

  return {
    logMethod,
    stop() {
      clearTimeout(timer);
      closeWindow();
    },
  };
}

/** The text before values are filled in, so that lines that differ only in values count as one. */
function messageOf(args: readonly unknown[]): string | undefined {
  const [first, second] = args;
  if (typeof first === 'string') return headOf(first, KEY_LENGTH);
  if (typeof second === 'string') return headOf(second, KEY_LENGTH);
  const message =
    first instanceof Error ? first.message : (first as { err?: Error } | undefined)?.err?.message;
  return typeof message === 'string' ? headOf(message, KEY_LENGTH) : undefined;
}
