import type { Labels, Series } from '../../model/index.ts';
import { CHUNK_SAMPLES, sealChunk, timeOf, valueOf, type Chunk } from './chunk.ts';

const HEAD_START = 16;

/** One series: sealed chunks, and a head that grows. */
export class StoredSeries {
  readonly labels: Labels;
  readonly key: string;
  readonly ref: number;
  readonly chunks: Chunk[] = [];
  lastMs = -Infinity;
  headCount = 0;
  #times = new Float64Array(HEAD_START);
  #values = new Float64Array(HEAD_START);
  #stale = new Uint8Array(HEAD_START);

  constructor(ref: number, key: string, labels: Labels) {
    this.ref = ref;
    this.key = key;
    this.labels = labels;
  }

  get firstMs(): number {
    return this.chunks[0]?.firstMs ?? (this.headCount > 0 ? (this.#times[0] as number) : Infinity);
  }

  /** Appends in order of time; returns the chunk that became full, if one did. */
  append(timeMs: number, value: number, stale: boolean): Chunk | undefined {
    if (this.headCount === this.#times.length) this.#grow();
    const at = this.headCount++;
    this.#times[at] = timeMs;
    this.#values[at] = value;
    this.#stale[at] = stale ? 1 : 0;
    this.lastMs = timeMs;
    if (this.headCount < CHUNK_SAMPLES) return undefined;
    const chunk = sealChunk(this.#times, this.#values, this.#stale, this.headCount);
    this.chunks.push(chunk);
    this.headCount = 0;
    return chunk;
  }

  /** Samples from `fromMs` to `toMs`, both included; undefined when there are none. */
  between(fromMs: number, toMs: number): Series | undefined {
    const chunks = this.chunks.filter((chunk) => chunk.lastMs >= fromMs && chunk.firstMs <= toMs);
    const most = chunks.reduce((sum, chunk) => sum + chunk.count, this.headCount);
    if (most === 0) return undefined;
    const timesMs = new Float64Array(most);
    const values = new Float64Array(most);
    const stale = new Uint8Array(most);
    let anyStale = false;
    let count = 0;
    const take = (timeMs: number, value: number, mark: number): void => {
      if (timeMs < fromMs || timeMs > toMs) return;
      timesMs[count] = timeMs;
      values[count] = value;
      stale[count] = mark;
      if (mark === 1) anyStale = true;
      count++;
    };
    for (const chunk of chunks) {
      for (let index = 0; index < chunk.count; index++) {
        take(timeOf(chunk, index), valueOf(chunk, index), chunk.stale?.[index] ?? 0);
      }
    }
    for (let index = 0; index < this.headCount; index++) {
      take(
        this.#times[index] as number,
        this.#values[index] as number,
        this.#stale[index] as number,
      );
    }
    if (count === 0) return undefined;
    return {
      labels: this.labels,
      timesMs: timesMs.subarray(0, count),
      values: values.subarray(0, count),
      stale: anyStale ? stale.subarray(0, count) : undefined,
    };
  }

  #grow(): void {
    const size = Math.min(CHUNK_SAMPLES, this.#times.length * 2);
    const grown = <T extends Float64Array | Uint8Array>(into: T, from: T): T => {
      into.set(from);
      return into;
    };
    this.#times = grown(new Float64Array(size), this.#times);
    this.#values = grown(new Float64Array(size), this.#values);
    this.#stale = grown(new Uint8Array(size), this.#stale);
  }

  /** Bytes of the head, for the account. */
  get headBytes(): number {
    return this.#times.length * 17;
  }
}
