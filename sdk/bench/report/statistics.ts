/** The value below which this share of the samples lies, between neighbours by proportion. */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = [...samples].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Neighbours on the machine only ever add time, so the low quartile is the estimate. */
export interface Summary {
  readonly estimate: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function summarise(samples: readonly number[]): Summary {
  return {
    estimate: quantile(samples, 0.25),
    min: quantile(samples, 0),
    median: median(samples),
    max: quantile(samples, 1),
  };
}

/** Median of the quotients of samples that were taken in the same round. */
export function pairedRatio(samples: readonly number[], base: readonly number[]): number {
  return median(
    samples.flatMap((value, round) => {
      const other = base[round];
      return other === undefined || other === 0 ? [] : [value / other];
    }),
  );
}
