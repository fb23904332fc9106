import { CHUNK_SAMPLES, newSamples, type Samples } from './chunk.ts';

/** Heads are made in pages: thousands of small arrays would weigh more than what is in them. */
const PAGE_HEADS = 256;
/** Time, value and marker of a sample. */
const SAMPLE_BYTES = 8 + 8 + 1;

/** The newest samples of every series, before they are sealed: one slot per series. */
export class Heads {
  readonly #pages: Samples[] = [];
  readonly #free: number[] = [];
  #slots = 0;

  get bytes(): number {
    return this.#pages.length * PAGE_HEADS * CHUNK_SAMPLES * SAMPLE_BYTES;
  }

  /** What heads of so many series take. */
  bytesFor(series: number): number {
    return Math.ceil(series / PAGE_HEADS) * PAGE_HEADS * CHUNK_SAMPLES * SAMPLE_BYTES;
  }

  acquire(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#slots % PAGE_HEADS === 0) this.#pages.push(newSamples(PAGE_HEADS * CHUNK_SAMPLES));
    return this.#slots++;
  }

  release(slot: number): void {
    this.#free.push(slot);
  }

  put(slot: number, at: number, timeMs: number, value: number, stale: boolean): void {
    const page = this.#pages[Math.floor(slot / PAGE_HEADS)] as Samples;
    const place = (slot % PAGE_HEADS) * CHUNK_SAMPLES + at;
    page.timesMs[place] = timeMs;
    page.values[place] = value;
    page.stale[place] = stale ? 1 : 0;
  }

  /** A view of the first `count` samples of a slot. */
  read(slot: number, count: number): Samples {
    const page = this.#pages[Math.floor(slot / PAGE_HEADS)] as Samples;
    const start = (slot % PAGE_HEADS) * CHUNK_SAMPLES;
    return {
      timesMs: page.timesMs.subarray(start, start + count),
      values: page.values.subarray(start, start + count),
      stale: page.stale.subarray(start, start + count),
      count,
    };
  }
}
