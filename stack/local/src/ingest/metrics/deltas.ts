/** Streams of delta points that are summed up at one time. */
export const DELTA_STREAMS_MAX = 20_000;
/** A stream that was silent for so long may make room. */
const SILENT_MS = 3_600_000;

interface Stream {
  totals: number[];
  usedMs: number;
}

/** Sums up delta points, because what is kept is cumulative. Bounded by DELTA_STREAMS_MAX. */
export class DeltaStreams {
  readonly #max: number;
  readonly #streams = new Map<string, Stream>();
  #sweptMs = -Infinity;

  constructor(max = DELTA_STREAMS_MAX) {
    this.#max = max;
  }

  /**
   * Adds the values of a point to those of its stream, and returns the sums. A stream whose number
   * of values changes (other buckets) starts anew. Undefined when there is no room for another.
   */
  add(key: string, values: readonly number[], timeMs: number): readonly number[] | undefined {
    const stream = this.#streams.get(key);
    if (stream === undefined) {
      if (!this.#hasRoom(timeMs)) return undefined;
      this.#streams.set(key, { totals: [...values], usedMs: timeMs });
      return values;
    }
    stream.usedMs = timeMs;
    const { totals } = stream;
    stream.totals =
      totals.length === values.length
        ? values.map((value, at) => value + (totals[at] as number))
        : [...values];
    return stream.totals;
  }

  #hasRoom(nowMs: number): boolean {
    if (this.#streams.size < this.#max) return true;
    if (nowMs - this.#sweptMs < SILENT_MS / 60) return false;
    this.#sweptMs = nowMs;
    for (const [key, { usedMs }] of this.#streams) {
      if (nowMs - usedMs > SILENT_MS) this.#streams.delete(key);
    }
    return this.#streams.size < this.#max;
  }
}
