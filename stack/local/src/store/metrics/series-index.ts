import { METRIC_NAME, type LabelMatcher, type SeriesRef } from '../../model/index.ts';
import { labelTest } from './matchers.ts';
import type { StoredSeries } from './stored-series.ts';

/** Finds series by handle, by their labels, and by conditions. */
export class SeriesIndex {
  readonly #byRef = new Map<SeriesRef, StoredSeries>();
  readonly #byKey = new Map<string, StoredSeries>();
  readonly #byName = new Map<string, Set<StoredSeries>>();

  get size(): number {
    return this.#byRef.size;
  }

  get(ref: SeriesRef): StoredSeries | undefined {
    return this.#byRef.get(ref);
  }

  withKey(key: string): StoredSeries | undefined {
    return this.#byKey.get(key);
  }

  all(): Iterable<StoredSeries> {
    return this.#byRef.values();
  }

  add(series: StoredSeries): void {
    this.#byRef.set(series.ref, series);
    this.#byKey.set(series.key, series);
    const name = series.labels[METRIC_NAME] ?? '';
    const named = this.#byName.get(name);
    if (named === undefined) this.#byName.set(name, new Set([series]));
    else named.add(series);
  }

  remove(series: StoredSeries): void {
    this.#byRef.delete(series.ref);
    this.#byKey.delete(series.key);
    const name = series.labels[METRIC_NAME] ?? '';
    const named = this.#byName.get(name);
    named?.delete(series);
    if (named?.size === 0) this.#byName.delete(name);
  }

  /** Series that meet all conditions; with a name given, only those of that name are looked at. */
  *matching(matchers: readonly LabelMatcher[]): Generator<StoredSeries> {
    const test = labelTest(matchers);
    const name = matchers.find((one) => one.name === METRIC_NAME && one.operator === '=')?.value;
    const candidates =
      name === undefined || name === '' ? this.#byRef.values() : (this.#byName.get(name) ?? []);
    for (const series of candidates) if (test(series.labels)) yield series;
  }
}
