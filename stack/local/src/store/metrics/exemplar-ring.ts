import type { Exemplar, ExemplarSeries, Labels, TimeRange } from '../../model/index.ts';
import type { LabelTest } from './matchers.ts';

/** The newest exemplars of all series. */
export class ExemplarRing {
  readonly #max: number;
  readonly #items: { readonly labels: Labels; readonly exemplar: Exemplar }[] = [];
  readonly #latest = new WeakMap<Labels, Exemplar>();
  #next = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** A target repeats an exemplar until there is a new one: the same is kept once, and false. */
  add(labels: Labels, exemplar: Exemplar): boolean {
    const last = this.#latest.get(labels);
    if (last?.timeMs === exemplar.timeMs && last.value === exemplar.value) return false;
    this.#latest.set(labels, exemplar);
    this.#items[this.#next] = { labels, exemplar };
    this.#next = (this.#next + 1) % this.#max;
    return true;
  }

  select(test: LabelTest, range: TimeRange): ExemplarSeries[] {
    const bySeries = new Map<Labels, Exemplar[]>();
    for (const { labels, exemplar } of this.#items) {
      if (exemplar.timeMs < range.fromMs || exemplar.timeMs > range.toMs) continue;
      if (!test(labels)) continue;
      const list = bySeries.get(labels);
      if (list === undefined) bySeries.set(labels, [exemplar]);
      else list.push(exemplar);
    }
    return [...bySeries].map(([labels, exemplars]) => ({
      labels,
      exemplars: exemplars.sort((a, b) => a.timeMs - b.timeMs),
    }));
  }

  get size(): number {
    return this.#items.length;
  }
}
