import type { SealedBatch } from './batch.ts';

/** Batches on their way to the backend or to the disk, and how much memory holds of them. */
export class Moving {
  readonly #batches = new Set<SealedBatch>();
  /** Items of those that are nowhere else. */
  items = 0;

  get size(): number {
    return this.#batches.size;
  }

  add(batch: SealedBatch): void {
    this.#batches.add(batch);
    if (batch.stored === undefined) this.items += batch.count;
  }

  /** False when it is not here any more. */
  delete(batch: SealedBatch): boolean {
    if (!this.#batches.delete(batch)) return false;
    if (batch.stored === undefined) this.items -= batch.count;
    return true;
  }

  /** Takes out those that are nowhere else, and forgets the others. */
  takeUnstored(): SealedBatch[] {
    const batches = [...this.#batches].filter(({ stored }) => stored === undefined);
    this.#batches.clear();
    this.items = 0;
    return batches;
  }
}
