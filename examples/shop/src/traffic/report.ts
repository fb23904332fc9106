import type { Answer, Outcome } from './travel.ts';

/** What is counted of a second, or of all of them. */
export class Report {
  readonly #counts = new Map<Outcome, number>();
  readonly #durationsMs: number[] = [];

  add({ outcome, ms }: Answer): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
    // Who went away did not see how long it would have taken.
    if (outcome !== 'aborted') this.#durationsMs.push(ms);
  }

  get answers(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** `200: 12, 404: 3, aborted: 1` */
  get counts(): string {
    const parts = [...this.#counts].map(([outcome, count]) => `${outcome}: ${count}`);
    return parts.toSorted().join(', ') || 'no answers';
  }

  /** By nearest rank, in whole milliseconds; undefined = nothing was measured. */
  percentiles(...shares: readonly number[]): (number | undefined)[] {
    const sorted = Float64Array.from(this.#durationsMs).sort();
    return shares.map((share) => {
      const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
      return found === undefined ? undefined : Math.round(found);
    });
  }
}

const SHARES = [0.5, 0.95, 0.99];

/** `p50 3 ms, p95 12 ms, p99 40 ms` */
export function latencyOf(report: Report): string {
  const values = report.percentiles(...SHARES);
  return SHARES.map((share, index) => `p${share * 100} ${values[index] ?? '-'} ms`).join(', ');
}
