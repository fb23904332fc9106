import type { MetricType, SeriesRef } from '../../model/index.ts';

/** A series of a target, as its exposition writes it. */
export interface CachedSeries {
  readonly text: string;
  readonly type: MetricType | undefined;
  /** -1: metric relabelling drops it, or the store had no room. */
  ref: SeriesRef;
  readonly isDropped: boolean;
  /** Scrape in which it was seen last. */
  seenIn: number;
  /** Its samples say their own time, so that its end is not ours to mark. */
  hasOwnTime: boolean;
  /** Of the last exemplar, to keep each one once. */
  exemplar: string | undefined;
}

/**
 * What is known of the series of one target, by their text. A steady target writes the same series
 * in the same order, so the next one is usually recognised by a comparison in place.
 */
export class SeriesCache {
  readonly #byText = new Map<string, CachedSeries>();
  #order: CachedSeries[] = [];
  #next: CachedSeries[] = [];
  /** New in the scrape that is being read. */
  #added: CachedSeries[] = [];

  get size(): number {
    return this.#byText.size;
  }

  /** The end of the series at `from` when it is the one expected there, else -1. */
  knownEnd(text: string, from: number): number {
    const expected = this.#order[this.#next.length]?.text;
    if (expected === undefined || !text.startsWith(expected, from)) return -1;
    const end = from + expected.length;
    // `a` must not be found in `ab`, `a{...}` and `a {...}`.
    let at = end;
    while (isSpace(text.charCodeAt(at))) at += 1;
    return at > end && text.charCodeAt(at) !== OPEN ? end : -1;
  }

  find(text: string, from: number, to: number): CachedSeries | undefined {
    const expected = this.#order[this.#next.length];
    if (expected?.text.length === to - from && text.startsWith(expected.text, from)) {
      return expected;
    }
    return this.#byText.get(text.slice(from, to));
  }

  /** Adds a series; the text is copied, as a slice would keep the whole body alive. */
  add(series: Omit<CachedSeries, 'text'>, text: string): CachedSeries {
    const added = { ...series, text: Buffer.from(text).toString() };
    this.#byText.set(added.text, added);
    this.#added.push(added);
    return added;
  }

  /** Notes that the series came next in this scrape. */
  passed(series: CachedSeries): void {
    this.#next.push(series);
  }

  /** Ends a scrape that went well; returns the series that it no longer had. */
  commit(scrape: number): CachedSeries[] {
    const gone: CachedSeries[] = [];
    for (const series of this.#order) {
      if (series.seenIn === scrape) continue;
      // Two entries of one text: the later stands for both.
      if (this.#byText.get(series.text) === series) this.#byText.delete(series.text);
      gone.push(series);
    }
    this.#order = this.#next;
    this.#next = [];
    this.#added = [];
    return gone;
  }

  /** Forgets a scrape that failed while it was read. */
  rollback(): void {
    for (const { text } of this.#added) this.#byText.delete(text);
    this.#added = [];
    this.#next = [];
  }

  /** Forgets everything; returns the series of the last good scrape. */
  clear(): CachedSeries[] {
    const gone = this.#order;
    this.#order = [];
    this.#next = [];
    this.#added = [];
    this.#byText.clear();
    return gone;
  }
}

const TAB = 9;
const SPACE = 32;
const OPEN = 123;

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}
