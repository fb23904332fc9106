import { types } from 'node:util';

import type { HrTime, TimeInput } from '@opentelemetry/api';

import { epochMs, monotonicMs } from '../record/index.ts';

/** True for a time in any of the API's forms; what else an application gives is none. */
export function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === 'number' || types.isDate(value) || isHrTime(value);
}

function isHrTime(value: unknown): value is HrTime {
  return (
    !types.isProxy(value) &&
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((part) => Number.isFinite(part))
  );
}

/**
 * A time in any of the API's forms; numbers below the process's age are readings of
 * performance.now().
 */
export function toHrTime(time: unknown): HrTime {
  if (isHrTime(time)) return time;
  const now = monotonicMs();
  let atMs = epochMs(now);
  if (types.isDate(time)) atMs = Date.prototype.getTime.call(time);
  else if (typeof time === 'number') atMs = time <= now ? epochMs(time) : time;
  // An invalid date is no time either.
  if (!Number.isFinite(atMs)) atMs = epochMs(now);
  const seconds = Math.floor(atMs / 1000);
  return [seconds, Math.round((atMs - seconds * 1000) * 1e6)];
}
