/**
 * What the page and the read commands get from the server, under `/api/`. Times are milliseconds
 * since 1970, durations milliseconds, rates per second, shares from 0 to 1; `null` is "no data",
 * which is not zero. Every list endpoint takes `from` and `to` (milliseconds; default: the last
 * 15 minutes) and answers with the range it used. Errors have the status code 4xx or 5xx and the
 * body `WireProblem`.
 */
export interface WireProblem {
  /** What is wrong, with the value, and what is allowed. */
  readonly error: string;
  /** For a filter: where in its text. */
  readonly position?: number;
}

export interface WireRange {
  readonly from: number;
  readonly to: number;
}

/** ok: fine; degraded: over 1 % errors; failing: over 5 %; quiet: no request in the range. */
export type Health = 'ok' | 'degraded' | 'failing' | 'quiet';

/** Rate, errors and duration of whatever has them. */
export interface WireRed {
  readonly ratePerSecond: number | null;
  readonly errorRatio: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}
