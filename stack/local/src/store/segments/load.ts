import type { SeriesRef, TelemetryStore } from '../../model/index.ts';
import { parseRecord, readValue, SegmentError, type SegmentRecord } from './format.ts';

export interface Loaded {
  spans: number;
  logs: number;
  samples: number;
  /** Lines that could not be read, and why the last of them. */
  broken: number;
  reason: string;
}

export function nothingLoaded(): Loaded {
  return { spans: 0, logs: 0, samples: 0, broken: 0, reason: '' };
}

/** Brings the records of one file back into a store. A broken line costs itself alone. */
export class Loader {
  readonly #store: TelemetryStore;
  readonly #loaded: Loaded;
  readonly #refs = new Map<number, SeriesRef>();

  constructor(store: TelemetryStore, loaded: Loaded) {
    this.#store = store;
    this.#loaded = loaded;
  }

  take(text: string): void {
    if (text === '') return;
    try {
      this.#apply(parseRecord(text));
    } catch (error) {
      this.#loaded.broken++;
      this.#loaded.reason = (error as Error).message;
    }
  }

  #apply(record: SegmentRecord): void {
    const { logs, spans, metrics } = this.#store;
    const loaded = this.#loaded;
    switch (record.k) {
      case 'sightline':
        return;
      case 'log':
        logs.append(record.line);
        loaded.logs++;
        return;
      case 'spans':
        loaded.spans += spans.appendOtlp(Buffer.from(record.otlp, 'base64')).accepted;
        return;
      case 'series':
        this.#refs.set(record.r, metrics.ref(record.n));
        return;
      case 'samples':
        for (const [number, value] of record.v) this.#sample(number, record.t, value);
        return;
      case 'exemplar':
        metrics.addExemplar(this.#ref(record.r), record.e);
        return;
      case 'meta':
        metrics.setMetadata(record.m, record.d);
        return;
      default:
        throw new SegmentError(`unknown kind of record: ${JSON.stringify(record).slice(0, 80)}`);
    }
  }

  #sample(number: number, timeMs: number, written: number | string | null): void {
    const ref = this.#ref(number);
    const value = readValue(written);
    if (value === undefined) this.#store.metrics.markStale(ref, timeMs);
    else this.#store.metrics.append(ref, timeMs, value);
    this.#loaded.samples++;
  }

  #ref(number: number): SeriesRef {
    const ref = this.#refs.get(number);
    if (ref === undefined) throw new SegmentError(`series ${number} was not introduced`);
    return ref;
  }
}
