import type { RangeFunction, Window } from './window.ts';

interface Kind {
  /** Falls are resets, and the value began at zero. */
  readonly isCounter: boolean;
  readonly perSecond: boolean;
}

/** The rise between the first and the last sample; for a counter, falls are resets. */
function rise({ values, from, to }: Window, isCounter: boolean): number {
  let total = (values[to - 1] as number) - (values[from] as number);
  if (!isCounter) return total;
  for (let index = from + 1; index < to; index += 1) {
    const before = values[index - 1] as number;
    if ((values[index] as number) < before) total += before;
  }
  return total;
}

/**
 * The rise over the whole window, guessed from the part that samples cover. Where the first or last
 * sample lies further from the edge than samples usually do from each other, the series is taken to
 * begin or end there, half a distance away; and a counter never reaches below zero.
 */
function extrapolated(window: Window, { isCounter, perSecond }: Kind): number | undefined {
  const { timesMs, values, from, to, startMs, endMs } = window;
  if (to - from < 2) return undefined;
  const firstMs = timesMs[from] as number;
  const lastMs = timesMs[to - 1] as number;
  const total = rise(window, isCounter);
  const sampled = (lastMs - firstMs) / 1000;
  const distance = sampled / (to - from - 1);
  const threshold = distance * 1.1;
  let toStart = (firstMs - startMs) / 1000;
  let toEnd = (endMs - lastMs) / 1000;
  if (toStart >= threshold) toStart = distance / 2;
  const first = values[from] as number;
  if (isCounter && total > 0 && first >= 0) {
    toStart = Math.min(toStart, sampled * (first / total));
  }
  if (toEnd >= threshold) toEnd = distance / 2;
  let factor = (sampled + toStart + toEnd) / sampled;
  if (perSecond) factor /= (endMs - startMs) / 1000;
  return total * factor;
}

/** From the last two samples alone. */
function instant(window: Window, isRate: boolean): number | undefined {
  const { timesMs, values, from, to } = window;
  if (to - from < 2) return undefined;
  const last = values[to - 1] as number;
  const before = values[to - 2] as number;
  const isReset = isRate && last < before;
  const difference = isReset ? last : last - before;
  const passedMs = (timesMs[to - 1] as number) - (timesMs[to - 2] as number);
  return isRate ? difference / (passedMs / 1000) : difference;
}

export const RATES: Readonly<Record<string, RangeFunction>> = {
  rate: (window) => extrapolated(window, { isCounter: true, perSecond: true }),
  increase: (window) => extrapolated(window, { isCounter: true, perSecond: false }),
  delta: (window) => extrapolated(window, { isCounter: false, perSecond: false }),
  irate: (window) => instant(window, true),
  idelta: (window) => instant(window, false),
};
