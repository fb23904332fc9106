/** Whether the first of two values belongs nearer to the top of the heap. */
export type Above = (a: number, b: number) => boolean;

/**
 * A binary heap of the best `k` entries by value, the worst of them on top. Among equal values it
 * keeps the same ones as Prometheus, which depends on every single swap.
 */
export class BestHeap<T> {
  readonly #above: Above;
  readonly #values: number[] = [];
  readonly #entries: T[] = [];

  /** NaN counts as worse than everything. */
  constructor(worse: (a: number, b: number) => boolean) {
    this.#above = (a, b) => Number.isNaN(a) || worse(a, b);
  }

  /** Adds the entry while there is room for it, or when it is better than the worst. */
  offer(value: number, entry: T, k: number, better: (a: number, b: number) => boolean): void {
    const top = this.#values[0] ?? NaN;
    if (this.#values.length < k) {
      this.#values.push(value);
      this.#entries.push(entry);
      this.#up(this.#values.length - 1);
    } else if (better(value, top) || (Number.isNaN(top) && !Number.isNaN(value))) {
      this.#values[0] = value;
      this.#entries[0] = entry;
      this.#down(0);
    }
  }

  /** The entries, best first. */
  sorted(): T[] {
    const order = this.#values.map((_, index) => index);
    order.sort((left, right) => {
      const a = this.#values[left] as number;
      const b = this.#values[right] as number;
      if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return left - right;
      return this.#above(a, b) ? 1 : -1;
    });
    return order.map((index) => this.#entries[index] as T);
  }

  #isAbove(i: number, j: number): boolean {
    return this.#above(this.#values[i] as number, this.#values[j] as number);
  }

  #swap(i: number, j: number): void {
    const value = this.#values[i] as number;
    const entry = this.#entries[i] as T;
    this.#values[i] = this.#values[j] as number;
    this.#entries[i] = this.#entries[j] as T;
    this.#values[j] = value;
    this.#entries[j] = entry;
  }

  #up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isAbove(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(from: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#values.length) break;
      if (child + 1 < this.#values.length && this.#isAbove(child + 1, child)) child += 1;
      if (!this.#isAbove(child, at)) break;
      this.#swap(at, child);
      at = child;
    }
  }
}
