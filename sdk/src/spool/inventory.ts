import { byAge, type Segment } from './segment.ts';

/** What lies in the spool: one entry per segment, and the sums over them. */
export class Inventory {
  /** Items on disk, those that are being delivered included. */
  items = 0;
  bytes = 0;
  readonly #segments: Segment[] = [];
  /** Being delivered. */
  readonly #taken = new Set<Segment>();

  add(segment: Segment): void {
    this.#segments.push(segment);
    this.grow(segment.items, segment.bytes);
  }

  /** A segment that is known has become larger. */
  grow(items: number, bytes: number): void {
    this.items += items;
    this.bytes += bytes;
  }

  /** Items of a segment have found their end. */
  settle(segment: Segment, items: number): void {
    segment.items -= items;
    this.items -= items;
  }

  /** The file is gone, or about to be. */
  forget(segment: Segment): void {
    const at = this.#segments.indexOf(segment);
    if (at < 0) return;
    this.#segments.splice(at, 1);
    this.#taken.delete(segment);
    this.items -= segment.items;
    this.bytes -= segment.bytes;
  }

  sort(): void {
    this.#segments.sort(byAge);
  }

  /** The oldest that nobody delivers. */
  get waiting(): Segment | undefined {
    return this.#segments.find((segment) => !this.#taken.has(segment));
  }

  /** Those that may go: neither being delivered nor being written. Oldest first. */
  free(written: Segment | undefined): Segment[] {
    return this.#segments.filter((each) => each !== written && !this.#taken.has(each));
  }

  take(segment: Segment): void {
    this.#taken.add(segment);
  }

  putBack(segment: Segment): void {
    this.#taken.delete(segment);
  }
}
