import {
  labelsKey,
  type Exemplar,
  type ExemplarSeries,
  type LabelMatcher,
  type Labels,
  type MetricMetadata,
  type MetricStore,
  type Series,
  type SeriesRef,
  type TimeRange,
} from '../../model/index.ts';
import type { Bounds } from '../bounds.ts';
import { Tally } from '../tally.ts';
import { ExemplarRing } from './exemplar-ring.ts';
import { labelTest } from './matchers.ts';
import { SampleRing } from './sample-ring.ts';
import { SeriesIndex } from './series-index.ts';
import type { StoredSeries } from './stored-series.ts';

type MetricBounds = Pick<Bounds, 'series' | 'sampleBytes' | 'sampleAgeMs' | 'exemplars'>;

/** Metadata is kept of so many families; more are not shown by name. */
const METADATA_MAX = 20_000;
/** Label values that are kept once at most; beyond, each series has its own. */
const SHARED_VALUES_MAX = 100_000;
/** A sample in a chunk of values that are not whole, at irregular times, header included. */
const SAMPLE_BYTES_MAX = 13;
/** Between two looks for series that ended. */
const SWEEP_MS = 60_000;

/** Heard of what is kept, so that it can be written down. */
export interface MetricListener {
  onSample(ref: SeriesRef, labels: Labels, timeMs: number, value: number, stale: boolean): void;
  onExemplar(ref: SeriesRef, labels: Labels, exemplar: Exemplar): void;
  onMetadata(metric: string, metadata: MetricMetadata): void;
}

/** Samples of the last hours: chunks per series, oldest let go first when a bound is reached. */
export class MetricRings implements MetricStore {
  readonly #bounds: MetricBounds;
  readonly #listener: MetricListener | undefined;
  readonly #series = new SeriesIndex();
  readonly #metadata = new Map<string, MetricMetadata>();
  readonly #samples: SampleRing;
  readonly #values = new Map<string, string>();
  readonly #exemplars: ExemplarRing;
  readonly #rejected = new Tally();
  #nextRef = 1;
  #accepted = 0;
  #newestMs = -Infinity;
  #sweptMs = -Infinity;

  constructor(bounds: MetricBounds, listener?: MetricListener) {
    this.#bounds = bounds;
    this.#listener = listener;
    this.#samples = new SampleRing(bounds.sampleBytes);
    this.#exemplars = new ExemplarRing(bounds.exemplars);
  }

  ref(labels: Labels): SeriesRef {
    const key = labelsKey(labels);
    const known = this.#series.withKey(key);
    if (known !== undefined) return known.ref;
    if (this.#series.size >= this.#bounds.series) {
      this.#rejected.add('too_many_series');
      return -1;
    }
    const series: StoredSeries = {
      ref: this.#nextRef++,
      key,
      labels: this.#shared(labels),
      chunks: [],
      head: this.#samples.newHead(),
      headCount: 0,
      lastMs: -Infinity,
    };
    this.#series.add(series);
    return series.ref;
  }

  append(ref: SeriesRef, timeMs: number, value: number): boolean {
    return this.#append(ref, timeMs, value, false);
  }

  markStale(ref: SeriesRef, timeMs: number): void {
    this.#append(ref, timeMs, Number.NaN, true);
  }

  #append(ref: SeriesRef, timeMs: number, value: number, stale: boolean): boolean {
    const series = this.#series.get(ref);
    if (series === undefined) return false;
    if (!(timeMs > series.lastMs)) {
      this.#rejected.add(timeMs === series.lastMs ? 'duplicate_time' : 'out_of_order');
      return true;
    }
    this.#samples.append(series, timeMs, value, stale);
    this.#accepted++;
    if (timeMs > this.#newestMs) this.#newestMs = timeMs;
    this.#listener?.onSample(ref, series.labels, timeMs, value, stale);
    if (this.#newestMs - this.#sweptMs > SWEEP_MS) this.#letGo();
    return true;
  }

  addExemplar(ref: SeriesRef, exemplar: Exemplar): void {
    const series = this.#series.get(ref);
    if (series === undefined || !this.#exemplars.add(series.labels, exemplar)) return;
    this.#listener?.onExemplar(ref, series.labels, exemplar);
  }

  setMetadata(metric: string, metadata: MetricMetadata): void {
    const known = this.#metadata.get(metric);
    if (known === undefined && this.#metadata.size >= METADATA_MAX) return;
    const { type, help, unit } = metadata;
    if (known?.type === type && known.help === help && known.unit === unit) return;
    this.#metadata.set(metric, metadata);
    this.#listener?.onMetadata(metric, metadata);
  }

  reject(reason: string, count: number): void {
    this.#rejected.add(reason, count);
  }

  select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Series[] {
    const found: Series[] = [];
    for (const stored of this.#series.matching(matchers)) {
      const series = this.#samples.between(stored, fromMs, toMs);
      if (series !== undefined) found.push(series);
    }
    return found;
  }

  series(sets: readonly (readonly LabelMatcher[])[], range: TimeRange): Labels[] {
    const found = new Set<Labels>();
    for (const matchers of sets) {
      for (const stored of this.#series.matching(matchers)) {
        if (stored.lastMs < range.fromMs) continue;
        if (this.#samples.firstMs(stored) <= range.toMs) found.add(stored.labels);
      }
    }
    return [...found];
  }

  exemplars(matchers: readonly LabelMatcher[], range: TimeRange): ExemplarSeries[] {
    return this.#exemplars.select(labelTest(matchers), range);
  }

  metadata(): ReadonlyMap<string, MetricMetadata> {
    return this.#metadata;
  }

  kept() {
    const samples = this.#samples;
    const bytesMax = samples.bytesMax(this.#bounds.series);
    let oldestMs = Infinity;
    for (const series of this.#series.all()) {
      oldestMs = Math.min(oldestMs, samples.firstMs(series));
    }
    const empty = samples.kept === 0;
    return {
      kept: samples.kept,
      // What the bytes hold when every sample takes the most that one can take.
      keptMax: Math.floor(bytesMax / SAMPLE_BYTES_MAX),
      bytes: samples.bytes,
      bytesMax,
      accepted: this.#accepted,
      evicted: samples.evicted,
      rejected: this.#rejected.counts(),
      oldestMs: empty ? undefined : oldestMs,
      newestMs: empty ? undefined : this.#newestMs,
      series: this.#series.size,
      seriesMax: this.#bounds.series,
    };
  }

  /** The same labels, with values that many series have kept once. */
  #shared(labels: Labels): Labels {
    const entries = Object.entries(labels).map(([name, value]) => {
      const known = this.#values.get(value);
      if (known !== undefined) return [name, known];
      if (this.#values.size < SHARED_VALUES_MAX) this.#values.set(value, value);
      return [name, value];
    });
    return Object.fromEntries(entries) as Labels;
  }

  /** Lets go of what is too old, and of series that ended with it. */
  #letGo(): void {
    this.#sweptMs = this.#newestMs;
    const horizonMs = this.#newestMs - this.#bounds.sampleAgeMs;
    this.#samples.dropBefore(horizonMs);
    for (const series of this.#series.all()) {
      if (series.lastMs >= horizonMs || series.chunks.length > 0) continue;
      this.#series.remove(series);
      this.#samples.forget(series);
    }
  }
}
