import type { WireLog } from '../../../src/wire/index.ts';

/** More than this is not kept in the page: the oldest go, and can be asked for again. */
export const LINES_MAX = 20_000;

/** Newer lines, oldest first as the stream brings them, in front of a list that is newest first. */
export function prepend(lines: readonly WireLog[], fresh: readonly WireLog[]): readonly WireLog[] {
  const known = new Set(lines.slice(0, fresh.length + 1000).map(({ sequence }) => sequence));
  const added = fresh.filter(({ sequence }) => !known.has(sequence)).toReversed();
  return added.length === 0 ? lines : [...added, ...lines].slice(0, LINES_MAX);
}

/** Older lines behind the list. */
export function append(lines: readonly WireLog[], older: readonly WireLog[]): readonly WireLog[] {
  const last = lines.at(-1)?.sequence ?? Infinity;
  return [...lines, ...older.filter(({ sequence }) => sequence < last)];
}
