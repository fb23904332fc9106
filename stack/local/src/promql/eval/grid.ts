import { PromqlError } from '../errors.ts';
import type { Grid } from './row.ts';

/** Points of a range query per series, as in Prometheus. */
const POINTS_MAX = 11_000;

/** The points of a range query. Throws `PromqlError` (`bad_data`) when they make no sense. */
export function gridOf(startMs: number, endMs: number, stepMs: number): Grid {
  const first = Math.trunc(startMs);
  const step = Math.trunc(stepMs);
  if (!(step > 0)) {
    throw new PromqlError(
      'bad_data',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  if (!(endMs >= startMs)) {
    throw new PromqlError('bad_data', 'end timestamp must not be before start time');
  }
  const steps = Math.floor((Math.trunc(endMs) - first) / step) + 1;
  if (!(steps <= POINTS_MAX + 1)) {
    throw new PromqlError(
      'bad_data',
      `exceeded maximum resolution of ${POINTS_MAX.toLocaleString('en')} points per timeseries. ` +
        'Try decreasing the query resolution (?step=XX)',
    );
  }
  return { startMs: first, stepMs: step, steps, endMs: Math.trunc(endMs) };
}
