import type { Health, WireRed } from '../wire/index.ts';

/** Shares of failed requests above which a service counts as degraded, and as failing. */
const DEGRADED_ABOVE = 0.01;
const FAILING_ABOVE = 0.05;

export const NO_RED: WireRed = {
  ratePerSecond: null,
  errorRatio: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
};

export function healthOf({ ratePerSecond, errorRatio }: WireRed): Health {
  if (ratePerSecond === null || ratePerSecond === 0) return 'quiet';
  if (errorRatio === null) return 'ok';
  if (errorRatio > FAILING_ABOVE) return 'failing';
  return errorRatio > DEGRADED_ABOVE ? 'degraded' : 'ok';
}

const ORDER: Readonly<Record<Health, number>> = { failing: 0, degraded: 1, ok: 2, quiet: 3 };

/** Worst first; among equals the busiest. */
export function worstFirst(
  a: WireRed & { readonly health: Health },
  b: WireRed & { readonly health: Health },
): number {
  const byHealth = ORDER[a.health] - ORDER[b.health];
  if (byHealth !== 0) return byHealth;
  const byErrors = (b.errorRatio ?? 0) - (a.errorRatio ?? 0);
  return byErrors !== 0 ? byErrors : (b.ratePerSecond ?? 0) - (a.ratePerSecond ?? 0);
}

/** Counts calls and their durations. */
export class RedCounter {
  readonly #durations: number[] = [];
  #errors = 0;
  totalMs = 0;

  add(durationMs: number, failed: boolean): void {
    this.#durations.push(durationMs);
    this.totalMs += durationMs;
    if (failed) this.#errors++;
  }

  get count(): number {
    return this.#durations.length;
  }

  /** Per second of a stretch; nothing at all when nothing was counted. */
  over(stretchMs: number): WireRed {
    const count = this.#durations.length;
    if (count === 0) return NO_RED;
    const sorted = Float64Array.from(this.#durations).sort();
    const at = (share: number): number =>
      sorted[Math.min(count - 1, Math.ceil(share * count) - 1)] as number;
    return {
      ratePerSecond: count / Math.max(1, stretchMs / 1000),
      errorRatio: this.#errors / count,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
    };
  }
}
