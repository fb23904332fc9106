import type { Chunk } from './chunk.ts';
import type { StoredSeries } from './stored-series.ts';

interface Sealed {
  readonly series: StoredSeries;
  readonly chunk: Chunk;
}

/** Emptied entries at the front that make a new array worth its price. */
const COMPACT_AFTER = 4096;

/** Sealed chunks of all series in the order in which they were sealed: oldest are let go first. */
export class SealedQueue {
  #items: Sealed[] = [];
  #head = 0;
  bytes = 0;

  push(series: StoredSeries, chunk: Chunk): void {
    this.#items.push({ series, chunk });
    this.bytes += chunk.bytes;
  }

  oldest(): Sealed | undefined {
    return this.#items[this.#head];
  }

  shift(): void {
    const item = this.#items[this.#head];
    if (item === undefined) return;
    this.bytes -= item.chunk.bytes;
    this.#head++;
    if (this.#head < COMPACT_AFTER || this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
