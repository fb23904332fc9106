import type { RequestRecord } from './record.ts';

/**
 * The requests that are being served now, as a linked list: entering and leaving cost no
 * allocation.
 */
export class OpenRequests {
  #first: RequestRecord | undefined = undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  enter(record: RequestRecord): void {
    record.next = this.#first;
    if (this.#first !== undefined) this.#first.previous = record;
    this.#first = record;
    this.#size += 1;
  }

  leave(record: RequestRecord): void {
    const { previous, next } = record;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    record.previous = undefined;
    record.next = undefined;
    this.#size -= 1;
  }

  /** A snapshot, so that the caller may end the records it visits. */
  list(): RequestRecord[] {
    const records: RequestRecord[] = [];
    for (let record = this.#first; record !== undefined; record = record.next) records.push(record);
    return records;
  }
}
