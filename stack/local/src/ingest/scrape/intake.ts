import type { Labels, MetricStore } from '../../model/index.ts';
import { ExpositionError } from './exposition-error.ts';
import { parseExposition, type ParsedSample } from './exposition.ts';
import { parseExemplar, type ParsedExemplar } from './exemplar.ts';
import type { ScrapeJob } from './job.ts';
import { MetadataBook } from './metadata-book.ts';
import { sampleLabels } from './sample-labels.ts';
import { SeriesCache, type CachedSeries } from './series-cache.ts';
import { parseSeries } from './series-text.ts';

/** A target with more samples fails as if it had no answer, whatever its job allows. */
export const TARGET_SAMPLES_MAX = 250_000;

export interface IntakeCounts {
  /** Samples in the exposition. */
  readonly scraped: number;
  /** Those that metric relabelling left. */
  readonly kept: number;
  /** Series that the scrape before did not have. */
  readonly added: number;
  /** Samples of a series that came twice. */
  readonly repeated: number;
  /** Samples whose series the store has no room for. */
  readonly withoutRoom: number;
}

/** Brings the expositions of one target into the store, all of one or nothing. */
export class TargetIntake {
  readonly #store: MetricStore;
  readonly #job: ScrapeJob;
  readonly #labels: Labels;
  readonly #cache = new SeriesCache();
  readonly #metadata: MetadataBook;
  readonly #maxSamples: number;
  #scrape = 0;
  // What the scrape at hand has read, by position.
  #series: CachedSeries[] = [];
  #values: number[] = [];
  #times: (number | undefined)[] = [];
  #exemplars: (ParsedExemplar | undefined)[] = [];
  #scraped = 0;
  #repeated = 0;

  constructor(store: MetricStore, job: ScrapeJob, labels: Labels) {
    this.#store = store;
    this.#job = job;
    this.#labels = labels;
    this.#metadata = new MetadataBook(store);
    this.#maxSamples =
      job.sampleLimit > 0 ? Math.min(job.sampleLimit, TARGET_SAMPLES_MAX) : TARGET_SAMPLES_MAX;
  }

  /**
   * Takes one exposition; series that it no longer has end at `timeMs`.
   * @throws ExpositionError when it is malformed or beyond a bound; nothing of it is kept then.
   */
  take(text: string, isOpenMetrics: boolean, timeMs: number): IntakeCounts {
    this.#scrape += 1;
    this.#clear();
    const sizeBefore = this.#cache.size;
    try {
      parseExposition(text, isOpenMetrics, {
        knownEnd: (whole, from) => this.#cache.knownEnd(whole, from),
        sample: (whole, from, to, parsed) => this.#read(whole, from, to, parsed),
        metadata: (line) => this.#metadata.note(line),
      });
    } catch (error) {
      this.#cache.rollback();
      this.#clear();
      throw error;
    }
    const added = this.#cache.size - sizeBefore;
    const withoutRoom = this.#write(timeMs);
    for (const series of this.#cache.commit(this.#scrape)) this.#end(series, timeMs);
    this.#metadata.write();
    const counts = {
      scraped: this.#scraped,
      kept: this.#series.length,
      added,
      repeated: this.#repeated,
      withoutRoom,
    };
    this.#clear();
    return counts;
  }

  /** The target did not answer, or is gone: all its series end. */
  endAll(timeMs: number): void {
    for (const series of this.#cache.clear()) this.#end(series, timeMs);
  }

  #read(text: string, from: number, to: number, parsed: ParsedSample): void {
    this.#scraped += 1;
    let series = this.#cache.find(text, from, to);
    series ??= this.#newSeries(text.slice(from, to), parsed);
    if (series.seenIn === this.#scrape) {
      this.#repeated += 1;
      return;
    }
    series.seenIn = this.#scrape;
    this.#cache.passed(series);
    if (series.isDropped) return;
    if (this.#series.length >= this.#maxSamples) {
      throw new ExpositionError(`sample limit exceeded: more than ${this.#maxSamples} samples`);
    }
    const timeMs = this.#job.honorTimestamps ? parsed.timeMs : undefined;
    series.hasOwnTime = timeMs !== undefined;
    this.#series.push(series);
    this.#values.push(parsed.value);
    this.#times.push(timeMs);
    this.#exemplars.push(newExemplar(series, parsed.exemplar));
  }

  #newSeries(text: string, { type }: ParsedSample): CachedSeries {
    const labels = sampleLabels(parseSeries(text, type), this.#labels, this.#job);
    const state = { type, seenIn: 0, hasOwnTime: false, exemplar: undefined };
    const isDropped = labels === undefined;
    const ref = isDropped ? -1 : this.#store.ref(labels);
    return this.#cache.add({ ...state, isDropped, ref }, text);
  }

  /** Writes what was read; returns how many samples found no room. */
  #write(timeMs: number): number {
    let withoutRoom = 0;
    for (const [at, series] of this.#series.entries()) {
      const time = this.#times[at] ?? timeMs;
      const value = this.#values[at] as number;
      if (!this.#append(series, time, value)) {
        withoutRoom += 1;
        continue;
      }
      const exemplar = this.#exemplars[at];
      if (exemplar === undefined) continue;
      const { timeMs: exemplarMs = time } = exemplar;
      this.#store.addExemplar(series.ref, { ...exemplar, timeMs: exemplarMs });
    }
    return withoutRoom;
  }

  #append(series: CachedSeries, timeMs: number, value: number): boolean {
    if (series.ref >= 0 && this.#store.append(series.ref, timeMs, value)) return true;
    // The store let the series go meanwhile, or has room again.
    const own = parseSeries(series.text, series.type);
    const labels = sampleLabels(own, this.#labels, this.#job);
    series.ref = labels === undefined ? -1 : this.#store.ref(labels);
    return series.ref >= 0 && this.#store.append(series.ref, timeMs, value);
  }

  #end(series: CachedSeries, timeMs: number): void {
    if (series.ref >= 0 && !series.hasOwnTime) this.#store.markStale(series.ref, timeMs);
  }

  #clear(): void {
    this.#series = [];
    this.#values = [];
    this.#times = [];
    this.#exemplars = [];
    this.#scraped = 0;
    this.#repeated = 0;
  }
}

/** The exemplar of a sample, unless its series had the same one in the scrape before. */
function newExemplar(series: CachedSeries, text: string | undefined): ParsedExemplar | undefined {
  if (text === undefined || text === series.exemplar) return undefined;
  const exemplar = parseExemplar(text);
  // A slice would keep the whole body alive.
  series.exemplar = Buffer.from(text).toString();
  return exemplar;
}
