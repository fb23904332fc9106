/** The next row after `from` in a direction for which `wanted` holds; -1 when there is none. */
export function findRow(
  count: number,
  from: number,
  direction: 1 | -1,
  wanted: (index: number) => boolean,
): number {
  for (let at = from + direction; at >= 0 && at < count; at += direction) {
    if (wanted(at)) return at;
  }
  return -1;
}
