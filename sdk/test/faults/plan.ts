import type { Work } from './load.ts';

/** How long and how hard a run is. */
export interface Plan {
  readonly form: 'quick' | 'long';
  readonly perSecond: number;
  readonly healthySeconds: number;
  /** Of the fault, unless the fault says otherwise. */
  readonly faultSeconds: number;
  readonly afterSeconds: number;
  /** Length of a slow answer. */
  readonly slowMs: number;
  readonly blockedMs: number;
  readonly stoppedMs: number;
  /** What may take this long at most, before the run goes on with what is missing. */
  readonly settleMs: number;
  /** Nothing new for this long: a subject without a spool has given up. */
  readonly quietMs: number;
  readonly env: Readonly<Record<string, string>>;
  /** For a collector that never answers. */
  readonly impatience: Readonly<Record<string, string>>;
}

/** Shows each behaviour in seconds; lengths that are not the subject are scaled. */
export const QUICK: Plan = {
  form: 'quick',
  perSecond: 200,
  healthySeconds: 0.5,
  faultSeconds: 1.2,
  afterSeconds: 0.5,
  slowMs: 1200,
  blockedMs: 1200,
  stoppedMs: 1200,
  settleMs: 20_000,
  quietMs: 2000,
  env: { OTEL_BSP_SCHEDULE_DELAY: '200' },
  impatience: { OTEL_EXPORTER_OTLP_TIMEOUT: '1000' },
};

/** With the defaults and lengths of real outages. */
export const LONG: Plan = {
  form: 'long',
  perSecond: 100,
  healthySeconds: 5,
  faultSeconds: 20,
  afterSeconds: 5,
  slowMs: 30_000,
  blockedMs: 5000,
  stoppedMs: 5000,
  settleMs: 90_000,
  quietMs: 15_000,
  env: {},
  impatience: {},
};

const TEXT_BYTES = 100;

/** Ordinary work for this long. */
export function work(plan: Plan, seconds: number): Work {
  const { perSecond } = plan;
  return { count: Math.round(perSecond * seconds), perSecond, perRequest: 1, bytes: TEXT_BYTES };
}
