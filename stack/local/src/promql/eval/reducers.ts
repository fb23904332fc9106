import { meanOf, sumOf } from '../functions/kahan.ts';
import { quantileOf } from '../functions/quantile.ts';

/** Makes one value of the first `count` values; there is at least one. */
export type Reducer = (values: Float64Array, count: number, parameter: number) => number;

function extreme(wins: (value: number, best: number) => boolean): Reducer {
  return (values, count) => {
    let best = values[0] as number;
    for (let index = 1; index < count; index += 1) {
      const value = values[index] as number;
      if (wins(value, best) || Number.isNaN(best)) best = value;
    }
    return best;
  };
}

function variance(values: Float64Array, count: number): number {
  let mean = values[0] as number;
  let squares = Number.isFinite(mean) ? 0 : NaN;
  for (let index = 1; index < count; index += 1) {
    const delta = (values[index] as number) - mean;
    mean += delta / (index + 1);
    squares += delta * ((values[index] as number) - mean);
  }
  return squares / count;
}

/** What aggregations that make one value of many do with them. */
export const REDUCERS: ReadonlyMap<string, Reducer> = new Map<string, Reducer>([
  ['sum', (values, count) => sumOf(values, 0, count)],
  ['avg', (values, count) => meanOf(values, 0, count)],
  ['min', extreme((value, best) => value < best)],
  ['max', extreme((value, best) => value > best)],
  ['count', (_values, count) => count],
  ['group', () => 1],
  ['stdvar', variance],
  ['stddev', (values, count) => Math.sqrt(variance(values, count))],
  ['quantile', (values, count, quantile) => quantileOf(quantile, values.slice(0, count))],
]);
