/** Rows of one height, of which a few are taller: where each begins, without visiting all. */
export class Offsets {
  readonly #rowPx: number;
  /** Index of a taller row, and how much taller it is; ascending. */
  readonly #extra: readonly (readonly [index: number, px: number])[];
  readonly count: number;

  constructor(count: number, rowPx: number, taller: ReadonlyMap<number, number>) {
    this.count = count;
    this.#rowPx = rowPx;
    this.#extra = [...taller]
      .filter(([index]) => index < count)
      .sort(([a], [b]) => a - b)
      .map(([index, px]) => [index, Math.max(0, px - rowPx)] as const);
  }

  /** Where row `index` begins; for `count`, the height of all. */
  top(index: number): number {
    let px = index * this.#rowPx;
    for (const [at, extra] of this.#extra) {
      if (at >= index) break;
      px += extra;
    }
    return px;
  }

  /** The row at a height, within the list. */
  at(px: number): number {
    let low = 0;
    let high = Math.max(0, this.count - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= px) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
