const SMALLEST_NORMAL = 2 ** -1022;

/** Do two values differ by less than a share of their sum? Two NaN are equal here. */
export function almostEqual(a: number, b: number, share: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < SMALLEST_NORMAL) return difference < share * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < share;
}
