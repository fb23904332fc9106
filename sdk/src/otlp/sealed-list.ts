import type { SealedBatch } from './batch.ts';

/** Batches that wait to be sent, with what they hold in items and bytes. */
export class SealedList {
  readonly #batches: SealedBatch[] = [];
  items = 0;
  bytes = 0;

  get length(): number {
    return this.#batches.length;
  }

  append(batch: SealedBatch): void {
    this.#batches.push(batch);
    this.#count(batch, 1);
  }

  /** Puts a batch that failed back in front: order is kept. */
  putBack(batch: SealedBatch): void {
    this.#batches.unshift(batch);
    this.#count(batch, 1);
  }

  takeFirst(): SealedBatch | undefined {
    const batch = this.#batches.shift();
    if (batch !== undefined) this.#count(batch, -1);
    return batch;
  }

  clear(): void {
    this.#batches.length = 0;
    this.items = 0;
    this.bytes = 0;
  }

  #count(batch: SealedBatch, sign: 1 | -1): void {
    this.items += sign * batch.count;
    this.bytes += sign * batch.bytes.length;
  }
}
