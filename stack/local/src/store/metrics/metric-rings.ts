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
import type { Chunk } from './chunk.ts';
import { ExemplarRing } from './exemplar-ring.ts';
import { labelTest } from './matchers.ts';
import { SealedQueue } from './sealed-queue.ts';
import { SeriesIndex } from './series-index.ts';
import { StoredSeries } from './stored-series.ts';

type MetricBounds = Pick<Bounds, 'series' | 'sampleBytes' | 'sampleAgeMs' | 'exemplars'>;

/** Metadata is kept of so many families; more are not shown by name. */
const METADATA_MAX = 20_000;
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
  readonly #sealed = new SealedQueue();
  readonly #exemplars: ExemplarRing;
  readonly #rejected = new Tally();
  #nextRef = 1;
  #samples = 0;
  #accepted = 0;
  #evicted = 0;
  #headBytes = 0;
  #newestMs = -Infinity;
  #sweptMs = -Infinity;

  constructor(bounds: MetricBounds, listener?: MetricListener) {
    this.#bounds = bounds;
    this.#listener = listener;
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
    const series = new StoredSeries(this.#nextRef++, key, labels);
    this.#series.add(series);
    this.#headBytes += series.headBytes;
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
    const before = series.headBytes;
    const chunk = series.append(timeMs, value, stale);
    this.#headBytes += series.headBytes - before;
    this.#accepted++;
    this.#samples++;
    if (timeMs > this.#newestMs) this.#newestMs = timeMs;
    if (chunk !== undefined) this.#sealed.push(series, chunk);
    this.#listener?.onSample(ref, series.labels, timeMs, value, stale);
    if (chunk !== undefined || this.#newestMs - this.#sweptMs > SWEEP_MS) this.#letGo();
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
      const series = stored.between(fromMs, toMs);
      if (series !== undefined) found.push(series);
    }
    return found;
  }

  series(sets: readonly (readonly LabelMatcher[])[], range: TimeRange): Labels[] {
    const found = new Set<Labels>();
    for (const matchers of sets) {
      for (const stored of this.#series.matching(matchers)) {
        if (stored.lastMs >= range.fromMs && stored.firstMs <= range.toMs) found.add(stored.labels);
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
    let oldestMs = Infinity;
    for (const series of this.#series.all()) oldestMs = Math.min(oldestMs, series.firstMs);
    const empty = this.#samples === 0;
    return {
      kept: this.#samples,
      // What the bytes hold when every sample takes the most that one can take.
      keptMax: Math.floor(this.#bounds.sampleBytes / 12),
      bytes: this.#sealed.bytes + this.#headBytes,
      bytesMax: this.#bounds.sampleBytes,
      accepted: this.#accepted,
      evicted: this.#evicted,
      rejected: this.#rejected.counts(),
      oldestMs: empty ? undefined : oldestMs,
      newestMs: empty ? undefined : this.#newestMs,
      series: this.#series.size,
      seriesMax: this.#bounds.series,
    };
  }

  /** Keeps the bounds: first by age, then by bytes. */
  #letGo(): void {
    const horizonMs = this.#newestMs - this.#bounds.sampleAgeMs;
    for (;;) {
      const oldest = this.#sealed.oldest();
      if (oldest === undefined) break;
      const full = this.#sealed.bytes + this.#headBytes > this.#bounds.sampleBytes;
      if (!full && oldest.chunk.lastMs >= horizonMs) break;
      this.#sealed.shift();
      this.#dropChunk(oldest.series, oldest.chunk);
    }
    if (this.#newestMs - this.#sweptMs <= SWEEP_MS) return;
    this.#sweptMs = this.#newestMs;
    for (const series of this.#series.all()) {
      if (series.lastMs < horizonMs && series.chunks.length === 0) this.#forget(series);
    }
  }

  #dropChunk(series: StoredSeries, chunk: Chunk): void {
    const at = series.chunks.indexOf(chunk);
    if (at >= 0) series.chunks.splice(at, 1);
    this.#samples -= chunk.count;
    this.#evicted += chunk.count;
  }

  #forget(series: StoredSeries): void {
    this.#series.remove(series);
    this.#headBytes -= series.headBytes;
    this.#samples -= series.headCount;
    this.#evicted += series.headCount;
  }
}
