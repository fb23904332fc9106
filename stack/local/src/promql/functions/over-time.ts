import { KahanSum, meanOf, sumOf } from './kahan.ts';
import { quantileOf } from './quantile.ts';
import type { RangeFunction, Window } from './window.ts';

/** Index of the sample that wins every comparison; a NaN loses against all. */
function winner(window: Window, wins: (value: number, best: number) => boolean): number {
  const { values, from, to } = window;
  let at = from;
  for (let index = from + 1; index < to; index += 1) {
    const best = values[at] as number;
    if (wins(values[index] as number, best) || Number.isNaN(best)) at = index;
  }
  return at;
}

function valueOf(index: (window: Window) => number): RangeFunction {
  return (window) => window.values[index(window)];
}

function timeOf(index: (window: Window) => number): RangeFunction {
  return (window) => (window.timesMs[index(window)] as number) / 1000;
}

function variance({ values, from, to }: Window): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  for (let index = from; index < to; index += 1) {
    const value = values[index] as number;
    const delta = value - mean.total;
    mean.add(delta / (index - from + 1));
    squares.add(delta * (value - mean.total));
  }
  return squares.total / (to - from);
}

function medianDeviation({ values, from, to }: Window): number {
  const sorted = values.slice(from, to);
  if (sorted.some(Number.isNaN)) return NaN;
  const median = quantileOf(0.5, sorted);
  return quantileOf(
    0.5,
    sorted.map((value) => Math.abs(value - median)),
  );
}

/** How often neighbours differ in a way. */
function countPairs(differ: (value: number, before: number) => boolean): RangeFunction {
  return ({ values, from, to }) => {
    let count = 0;
    for (let index = from + 1; index < to; index += 1) {
      if (differ(values[index] as number, values[index - 1] as number)) count += 1;
    }
    return count;
  };
}

function changed(value: number, before: number): boolean {
  return value !== before && !(Number.isNaN(value) && Number.isNaN(before));
}

const max = (window: Window): number => winner(window, (value, best) => value > best);
const min = (window: Window): number => winner(window, (value, best) => value < best);
const lastMax = (window: Window): number => winner(window, (value, best) => value >= best);
const lastMin = (window: Window): number => winner(window, (value, best) => value <= best);

/** Functions that look at the samples of a window without regard to when they were taken. */
export const OVER_TIME: Readonly<Record<string, RangeFunction>> = {
  avg_over_time: ({ values, from, to }) => meanOf(values, from, to),
  sum_over_time: ({ values, from, to }) => sumOf(values, from, to),
  count_over_time: ({ from, to }) => to - from,
  max_over_time: valueOf(max),
  min_over_time: valueOf(min),
  first_over_time: valueOf(({ from }) => from),
  last_over_time: valueOf(({ to }) => to - 1),
  present_over_time: () => 1,
  absent_over_time: () => 1,
  stdvar_over_time: variance,
  stddev_over_time: (window) => Math.sqrt(variance(window)),
  mad_over_time: medianDeviation,
  quantile_over_time: ({ values, from, to, args: [quantile = NaN] }) =>
    quantileOf(quantile, values.slice(from, to)),
  ts_of_first_over_time: timeOf(({ from }) => from),
  ts_of_last_over_time: timeOf(({ to }) => to - 1),
  ts_of_max_over_time: timeOf(lastMax),
  ts_of_min_over_time: timeOf(lastMin),
  changes: countPairs(changed),
  resets: countPairs((value, before) => value < before),
};
