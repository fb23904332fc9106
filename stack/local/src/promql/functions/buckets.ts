import type { Repair } from '../eval/annotations.ts';
import { almostEqual } from '../value/almost.ts';

/** A classic histogram at one point in time: how many observations are at most each bound. */
export interface Buckets {
  /** Rising; equal bounds stand for counts that are added up. */
  readonly bounds: number[];
  readonly counts: number[];
}

/** Counts that differ by less than this share are equal but for rounding. */
const TOLERANCE = 1e-12;

/** Adds up the counts of equal bounds, in place. */
function joinEqualBounds({ bounds, counts }: Buckets): void {
  let last = 0;
  for (let index = 1; index < bounds.length; index += 1) {
    if (bounds[index] === bounds[last]) {
      counts[last] = (counts[last] as number) + (counts[index] as number);
      continue;
    }
    last += 1;
    bounds[last] = bounds[index] as number;
    counts[last] = counts[index] as number;
  }
  bounds.length = last + 1;
  counts.length = last + 1;
}

/** Makes counts rise, in place. What only rounding explains is not told. */
function makeRising({ bounds, counts }: Buckets): Repair | undefined {
  let before = counts[0] as number;
  let repair: Repair | undefined;
  for (let index = 1; index < counts.length; index += 1) {
    const count = counts[index] as number;
    if (count === before) continue;
    const isRounding = almostEqual(before, count, TOLERANCE);
    if (!isRounding && !(count < before)) {
      before = count;
      continue;
    }
    counts[index] = before;
    if (isRounding) continue;
    const bound = bounds[index] as number;
    repair = {
      minBound: Math.min(repair?.minBound ?? Infinity, bound),
      maxBound: Math.max(repair?.maxBound ?? -Infinity, bound),
      maxDifference: Math.max(repair?.maxDifference ?? 0, before - count),
    };
  }
  return repair;
}

export interface BucketQuantile {
  readonly value: number;
  readonly repair?: Repair | undefined;
}

/** First index whose count reaches the rank; the last bucket when none before does. */
function bucketOfRank(counts: readonly number[], rank: number): number {
  let low = 0;
  let high = counts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((counts[middle] as number) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The quantile of a classic histogram, interpolated inside the bucket; NaN without a `+Inf` bucket
 * or without observations. Changes the buckets that it is given.
 */
export function bucketQuantile(quantile: number, buckets: Buckets): BucketQuantile {
  if (Number.isNaN(quantile)) return { value: NaN };
  if (quantile < 0) return { value: -Infinity };
  if (quantile > 1) return { value: Infinity };
  const { bounds, counts } = buckets;
  if (bounds.at(-1) !== Infinity) return { value: NaN };
  joinEqualBounds(buckets);
  const repair = makeRising(buckets);
  const last = counts.length - 1;
  const observations = counts[last] as number;
  if (last < 1 || observations === 0) return { value: NaN, repair };
  let rank = quantile * observations;
  const bucket = bucketOfRank(counts, rank);
  const upper = bounds[bucket] as number;
  if (bucket === last) return { value: bounds[last - 1] as number, repair };
  if (bucket === 0 && upper <= 0) return { value: upper, repair };
  let lower = 0;
  let count = counts[bucket] as number;
  if (bucket > 0) {
    lower = bounds[bucket - 1] as number;
    count -= counts[bucket - 1] as number;
    rank -= counts[bucket - 1] as number;
  }
  return { value: lower + (upper - lower) * (rank / count), repair };
}

/** How many observations are at most `value`, interpolated inside the bucket. */
function rankOf(value: number, { bounds, counts }: Buckets): number {
  let rank = 0;
  let lower = (bounds[0] as number) <= 0 ? -Infinity : 0;
  for (const [index, upper] of bounds.entries()) {
    const count = counts[index] as number;
    if (lower >= value) return rank;
    if (upper > value) {
      // No way to interpolate in a bucket without a lower end.
      if (lower === -Infinity) return count;
      return rank + ((count - rank) * (value - lower)) / (upper - lower);
    }
    rank = count;
    lower = upper;
  }
  return Infinity;
}

/** The share of observations between two values. Changes the buckets that it is given. */
export function bucketFraction(lower: number, upper: number, buckets: Buckets): number {
  if (buckets.bounds.at(-1) !== Infinity) return NaN;
  joinEqualBounds(buckets);
  const total = buckets.counts.at(-1) as number;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  const lowerRank = rankOf(lower, buckets);
  const upperRank = rankOf(upper, buckets);
  const capped = (rank: number): number => (rank > total ? total : rank);
  return (capped(upperRank) - capped(lowerRank)) / total;
}
