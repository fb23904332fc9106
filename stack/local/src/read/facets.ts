import type { WireFacets } from '../wire/index.ts';

/** Values per field that are counted apart, and that are shown. */
const VALUES_MAX = 1000;
const SHOWN_MAX = 12;
/** Rows that are looked at: enough to tell what is common. */
const ROWS_MAX = 20_000;

/** Counts the values of given fields. */
export class FacetCounter {
  readonly #counts: ReadonlyMap<string, Map<string, number>>;
  #rows = 0;

  constructor(fields: readonly string[]) {
    this.#counts = new Map(fields.map((field) => [field, new Map<string, number>()]));
  }

  /** Enough rows were counted. */
  get full(): boolean {
    return this.#rows >= ROWS_MAX;
  }

  count(valueOf: (field: string) => unknown): void {
    this.#rows++;
    for (const [field, counts] of this.#counts) {
      const value = valueOf(field);
      if (value === undefined || value === null || value === '' || typeof value === 'object')
        continue;
      const text = String(value);
      const known = counts.get(text);
      if (known !== undefined || counts.size < VALUES_MAX) counts.set(text, (known ?? 0) + 1);
    }
  }

  top(): WireFacets['facets'] {
    return [...this.#counts]
      .filter(([, counts]) => counts.size > 0)
      .map(([field, counts]) => ({
        field,
        values: [...counts]
          .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
          .slice(0, SHOWN_MAX)
          .map(([value, count]) => ({ value, count })),
      }));
  }
}
