import type { Series } from '../../model/index.ts';
import { ByteRing } from '../byte-ring.ts';
import {
  CHUNK_SAMPLES,
  countOf,
  decodeChunk,
  encodeChunk,
  firstMsOf,
  lastMsOf,
  newSamples,
} from './chunk.ts';
import { Heads } from './heads.ts';
import type { StoredSeries } from './stored-series.ts';

/** Times in a chunk are 32-bit distances to its first: a longer gap begins a new one. */
const OFFSET_MAX_MS = 2 ** 31 - 1;
/** Entries at the front of the queue that are done with and make a new array worth its price. */
const COMPACT_AFTER = 4096;

/**
 * Samples of all series. Heads are sealed into chunks, and chunks stand in a ring of bytes in the
 * order in which they were sealed, so that the oldest are let go first.
 */
export class SampleRing {
  readonly #heads = new Heads();
  readonly #ring: ByteRing;
  #queue: { readonly series: StoredSeries; readonly position: number; readonly length: number }[] =
    [];
  #queueStart = 0;
  #chunkBytes = 0;
  kept = 0;
  evicted = 0;

  constructor(capacityBytes: number) {
    this.#ring = new ByteRing(capacityBytes);
  }

  get bytes(): number {
    return this.#chunkBytes + this.#heads.bytes;
  }

  /** With heads for so many series. */
  bytesMax(series: number): number {
    return this.#ring.capacityBytes + this.#heads.bytesFor(series);
  }

  newHead(): number {
    return this.#heads.acquire();
  }

  append(series: StoredSeries, timeMs: number, value: number, stale: boolean): void {
    if (series.headCount > 0 && timeMs - this.#headStartMs(series) > OFFSET_MAX_MS) {
      this.#seal(series);
    }
    this.#heads.put(series.head, series.headCount++, timeMs, value, stale);
    series.lastMs = timeMs;
    this.kept++;
    if (series.headCount === CHUNK_SAMPLES) this.#seal(series);
  }

  #headStartMs(series: StoredSeries): number {
    return this.#heads.read(series.head, 1).timesMs[0] as number;
  }

  #seal(series: StoredSeries): void {
    const bytes = encodeChunk(this.#heads.read(series.head, series.headCount));
    const { position, oldest } = this.#ring.makeRoom(bytes.length);
    for (let item = this.#oldest(); item && item.position < oldest; item = this.#oldest()) {
      this.#dropOldest();
    }
    this.#ring.write(position, bytes);
    series.chunks.push(position);
    series.headCount = 0;
    this.#queue.push({ series, position, length: bytes.length });
    this.#chunkBytes += bytes.length;
  }

  /** Lets go of chunks whose last sample is older. */
  dropBefore(timeMs: number): void {
    for (let item = this.#oldest(); item !== undefined; item = this.#oldest()) {
      if (lastMsOf(this.#ring.read(item.position, item.length)) >= timeMs) return;
      this.#dropOldest();
    }
  }

  /** A series that has no chunk any more, with its head. */
  forget(series: StoredSeries): void {
    this.kept -= series.headCount;
    this.evicted += series.headCount;
    this.#heads.release(series.head);
  }

  firstMs(series: StoredSeries): number {
    const [position] = series.chunks;
    if (position !== undefined) return firstMsOf(this.#chunk(position));
    if (series.headCount === 0) return Infinity;
    return this.#headStartMs(series);
  }

  /** Samples from `fromMs` to `toMs`, both included; undefined when there are none. */
  between(series: StoredSeries, fromMs: number, toMs: number): Series | undefined {
    if (series.lastMs < fromMs) return undefined;
    const samples = newSamples((series.chunks.length + 1) * CHUNK_SAMPLES);
    for (const position of series.chunks) {
      const chunk = this.#chunk(position);
      if (firstMsOf(chunk) > toMs) break;
      if (lastMsOf(chunk) >= fromMs) decodeChunk(chunk, fromMs, toMs, samples);
    }
    const head = this.#heads.read(series.head, series.headCount);
    for (let index = 0; index < head.count; index++) {
      const timeMs = head.timesMs[index] as number;
      if (timeMs < fromMs || timeMs > toMs) continue;
      const at = samples.count++;
      samples.timesMs[at] = timeMs;
      samples.values[at] = head.values[index] as number;
      samples.stale[at] = head.stale[index] as number;
    }
    const { count, timesMs, values, stale } = samples;
    if (count === 0) return undefined;
    return {
      labels: series.labels,
      timesMs: timesMs.subarray(0, count),
      values: values.subarray(0, count),
      stale: stale.subarray(0, count).includes(1) ? stale.subarray(0, count) : undefined,
    };
  }

  /** A chunk from its position on: its header says how long it is. */
  #chunk(position: number): Buffer {
    return this.#ring.readFrom(position);
  }

  #oldest() {
    return this.#queue[this.#queueStart];
  }

  #dropOldest(): void {
    const item = this.#oldest();
    if (item === undefined) return;
    const count = countOf(this.#ring.read(item.position, item.length));
    // Chunks of a series stand in its list in the order of the queue.
    item.series.chunks.shift();
    this.#chunkBytes -= item.length;
    this.kept -= count;
    this.evicted += count;
    this.#queueStart++;
    if (this.#queueStart < COMPACT_AFTER || this.#queueStart * 2 < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#queueStart);
    this.#queueStart = 0;
  }
}
