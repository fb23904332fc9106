import type { LabelMatcher, Labels, SampleSource, Series } from '../../model/index.ts';
import { keyOf, labelOf } from '../value/labels.ts';
import { matchesText } from '../value/regex.ts';

/** A sample; `stale` says that the series ends there. */
export interface Sample {
  readonly timeMs: number;
  readonly value: number;
  readonly stale?: boolean;
}

/** First index whose time is not before `timeMs`. */
function firstAt(timesMs: Float64Array, timeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function seriesOf(labels: Labels, samples: readonly Sample[]): Series {
  return {
    labels,
    timesMs: Float64Array.from(samples, ({ timeMs }) => timeMs),
    values: Float64Array.from(samples, ({ value }) => value),
    stale: Uint8Array.from(samples, ({ stale }) => Number(stale === true)),
  };
}

/** Samples in memory, for scripts and tests: everything is kept. */
export class SampleTable implements SampleSource {
  readonly #series = new Map<string, Series>();

  /** Adds samples to a series. Of two at the same time the later one holds. */
  add(labels: Labels, samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    const key = keyOf(labels);
    const known = this.#series.get(key);
    const before: Sample[] = [...(known?.timesMs ?? [])].map((timeMs, index) => ({
      timeMs,
      value: known?.values[index] ?? NaN,
      stale: known?.stale?.[index] === 1,
    }));
    const byTime = new Map([...before, ...samples].map((sample) => [sample.timeMs, sample]));
    const all = [...byTime.values()].sort((a, b) => a.timeMs - b.timeMs);
    this.#series.set(key, seriesOf(known?.labels ?? labels, all));
  }

  clear(): void {
    this.#series.clear();
  }

  get all(): readonly Series[] {
    return [...this.#series.values()];
  }

  select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Series[] {
    const found: Series[] = [];
    for (const { labels, timesMs, values, stale } of this.#series.values()) {
      const isWanted = matchers.every((one) => matchesText(one, labelOf(labels, one.name)));
      if (!isWanted) continue;
      const from = firstAt(timesMs, fromMs);
      const to = firstAt(timesMs, toMs + 0.5);
      if (from === to) continue;
      found.push({
        labels,
        timesMs: timesMs.subarray(from, to),
        values: values.subarray(from, to),
        stale: stale?.subarray(from, to),
      });
    }
    return found;
  }
}
