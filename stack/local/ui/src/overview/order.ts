/**
 * Rows in the order in which they stood before, new ones at the end: while the reader points at
 * one, none moves.
 */
export function keepOrder<T>(
  rows: readonly T[],
  before: readonly string[],
  keyOf: (row: T) => string,
): T[] {
  const place = new Map(before.map((key, index) => [key, index]));
  const at = (row: T): number => place.get(keyOf(row)) ?? before.length;
  return rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => at(a.row) - at(b.row) || a.index - b.index)
    .map(({ row }) => row);
}
