/** The last interesting observation of one bucket, to be shown beside it. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly value: number;
  readonly timestampMs: number;
}

/** After this long a fresh exemplar replaces a slower one: an old trace may no longer be stored. */
const EXEMPLAR_KEPT_MS = 30_000;

/**
 * One series of a histogram. Counts are per bucket, not cumulative, so that an observation writes
 * to one place; rendering adds them up.
 */
export class HistogramCell {
  /** Rendered labels without identity: `http_route="/x",`. */
  readonly labels: string;
  readonly counts: Float64Array;
  sum = 0;
  exemplars: (Exemplar | undefined)[] | undefined = undefined;
  readonly #bounds: readonly number[];

  constructor(labels: string, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** Counts a value; returns its bucket. */
  observe(value: number): number {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.sum += value;
    return bucket;
  }

  /** Keeps the slowest recent sampled request of the bucket. */
  keepExemplar(
    bucket: number,
    value: number,
    timestampMs: number,
    traceId: string,
    spanId: string,
  ): void {
    this.exemplars ??= [];
    const kept = this.exemplars[bucket];
    if (kept !== undefined) {
      // A clock that was put back leaves exemplars in the future; they are not fresh either.
      const fresh = Math.abs(timestampMs - kept.timestampMs) < EXEMPLAR_KEPT_MS;
      if (fresh && kept.value >= value) return;
    }
    this.exemplars[bucket] = { traceId, spanId, value, timestampMs };
  }
}
