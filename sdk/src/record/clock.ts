import { performance } from 'node:perf_hooks';

/** How long a reading of the wall clock may stand in for the next one. */
const RESYNC_AFTER_MS = 1000;

let offsetMs = 0;
let syncedAtMs = Number.NEGATIVE_INFINITY;

/** Milliseconds on the monotonic clock. */
export function monotonicMs(): number {
  return performance.now();
}

/** The last millisecond that the id of a line can hold: in the year 10889. */
const LAST_MS = 2 ** 48 - 1;

/**
 * Milliseconds of the wall clock. Tests and simulations put clocks of their own in its place; one
 * that tells no time is passed over.
 */
export function wallClockMs(): number {
  const nowMs: unknown = Date.now();
  return typeof nowMs === 'number' && nowMs >= 0 && nowMs <= LAST_MS
    ? nowMs
    : performance.timeOrigin + performance.now();
}

/**
 * Wall-clock milliseconds for a monotonic reading. The two clocks drift apart over days (time
 * servers correct only one), so the offset is taken anew every second rather than once per process.
 */
export function epochMs(monotonic: number): number {
  if (monotonic - syncedAtMs > RESYNC_AFTER_MS) {
    offsetMs = wallClockMs() - performance.now();
    syncedAtMs = monotonic;
  }
  return monotonic + offsetMs;
}
