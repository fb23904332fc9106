/** Something numbered that arrived. */
export interface Arrival {
  readonly n: number | undefined;
  /** `event.id` of a line, the span id of a span. */
  readonly id: string;
  /** Within it ids are unique if somebody sees to that: the backing index. */
  readonly place: string;
}

export interface Tally {
  readonly delivered: number;
  /** Numbers that were emitted and did not arrive. */
  readonly missing: readonly number[];
  /** Arrived once more in the same place. */
  readonly twice: number;
  /** Arrived once more in another place. */
  readonly elsewhere: number;
  /** Numbers that came under more than one id. */
  readonly underOtherIds: number;
}

/** Counts what arrived of the numbers from 1 to `emitted`, by id. */
export function tally(arrivals: readonly Arrival[], emitted: number): Tally {
  const places = new Map<string, Set<string>>();
  const ids = new Map<number, string>();
  let twice = 0;
  let elsewhere = 0;
  let underOtherIds = 0;
  for (const { n, id, place } of arrivals) {
    if (n === undefined) continue;
    const known = places.get(id);
    if (known === undefined) places.set(id, new Set([place]));
    else if (known.has(place)) twice += 1;
    else {
      known.add(place);
      elsewhere += 1;
    }
    if ((ids.get(n) ?? id) !== id) underOtherIds += 1;
    ids.set(n, id);
  }
  const missing: number[] = [];
  for (let n = 1; n <= emitted; n += 1) if (!ids.has(n)) missing.push(n);
  return { delivered: ids.size, missing, twice, elsewhere, underOtherIds };
}
