/** Order of values with NaN before everything else. */
export function nanFirst(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : a - b || 0;
}

function sortNanFirst(values: Float64Array): Float64Array {
  // The order of typed arrays puts NaN last, and is much faster than a comparison function.
  values.sort();
  const firstNan = values.findIndex(Number.isNaN);
  if (firstNan > 0) values.copyWithin(values.length - firstNan, 0, firstNan);
  if (firstNan > 0) values.fill(NaN, 0, values.length - firstNan);
  return values;
}

/** The quantile of a set of values, interpolated between the two nearest. Sorts the values. */
export function quantileOf(quantile: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  sortNanFirst(values);
  const rank = quantile * (values.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(values.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  // Nothing of the upper one: not even that it is infinite.
  if (weight === 0) return values[lower] as number;
  return (values[lower] as number) * (1 - weight) + (values[upper] as number) * weight;
}
