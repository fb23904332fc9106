import { executionError } from '../errors.ts';
import { KahanSum } from './kahan.ts';
import type { RangeFunction, Window } from './window.ts';

interface Line {
  readonly slope: number;
  /** Value at the time that the line was asked for. */
  readonly intercept: number;
}

/** The straight line that fits the samples best (least squares). */
function regression({ timesMs, values, from, to }: Window, atMs: number): Line {
  const sumX = new KahanSum();
  const sumY = new KahanSum();
  const sumXY = new KahanSum();
  const sumXX = new KahanSum();
  const first = values[from] as number;
  let isFlat = true;
  for (let index = from; index < to; index += 1) {
    const y = values[index] as number;
    // A NaN differs from itself, so it makes the line no longer flat; the first is not compared.
    if (index > from && y !== first) isFlat = false;
    const x = ((timesMs[index] as number) - atMs) / 1000;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumXX.add(x * x);
  }
  if (isFlat) {
    return Math.abs(first) === Infinity
      ? { slope: NaN, intercept: NaN }
      : { slope: 0, intercept: first };
  }
  const count = to - from;
  const covariance = sumXY.total - (sumX.total * sumY.total) / count;
  const variance = sumXX.total - (sumX.total * sumX.total) / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY.total / count - (slope * sumX.total) / count };
}

function checkFactor(name: string, value: number): void {
  if (value > 0 && value < 1) return;
  const short = name === 'smoothing' ? 'sf' : 'tf';
  throw executionError(
    `invalid ${name} factor. Expected: 0 < ${short} < 1, got: ${value.toFixed(6)}`,
  );
}

/** Smooths values and their trend exponentially, the newest weighing most (Holt and Winters). */
function smoothed({ values, from, to, args }: Window): number | undefined {
  const [smoothing = NaN, trendFactor = NaN] = args;
  checkFactor('smoothing', smoothing);
  checkFactor('trend', trendFactor);
  if (to - from < 2) return undefined;
  let before = 0;
  let level = values[from] as number;
  let trend = (values[from + 1] as number) - level;
  for (let index = from + 1; index < to; index += 1) {
    if (index > from + 1) trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
    before = level;
    level = smoothing * (values[index] as number) + (1 - smoothing) * (level + trend);
  }
  return level;
}

export const TRENDS: Readonly<Record<string, RangeFunction>> = {
  deriv: (window) => {
    if (window.to - window.from < 2) return undefined;
    return regression(window, window.timesMs[window.from] as number).slope;
  },
  predict_linear: (window) => {
    if (window.to - window.from < 2) return undefined;
    const { slope, intercept } = regression(window, window.evaluationMs);
    return slope * (window.args[0] ?? NaN) + intercept;
  },
  double_exponential_smoothing: smoothed,
};
