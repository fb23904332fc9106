import { performance } from 'node:perf_hooks';

/** How long a reading of the wall clock may stand in for the next one. */
const RESYNC_AFTER_MS = 1000;

let offsetMs = 0;
let syncedAtMs = Number.NEGATIVE_INFINITY;

/** Milliseconds on the monotonic clock. */
export function monotonicMs(): number {
  return performance.now();
}

/**
 * Wall-clock milliseconds for a monotonic reading. The two clocks drift apart over days (time
 * servers correct only one), so the offset is taken anew every second rather than once per process.
 */
export function epochMs(monotonic: number): number {
  if (monotonic - syncedAtMs > RESYNC_AFTER_MS) {
    offsetMs = Date.now() - performance.now();
    syncedAtMs = monotonic;
  }
  return monotonic + offsetMs;
}
