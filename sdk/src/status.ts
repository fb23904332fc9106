import type { SignalStatus } from './handle.ts';

interface SignalCounters {
  readonly accepted: number;
  readonly delivered: number;
  readonly inFlight: number;
  readonly dropped: ReadonlyMap<string, number>;
  readonly failures: ReadonlyMap<string, number>;
  readonly lastSuccessMs: number;
}

export function signalStatus(counters: SignalCounters): SignalStatus {
  const { accepted, delivered, inFlight, lastSuccessMs } = counters;
  return {
    accepted,
    delivered,
    inFlight,
    dropped: Object.fromEntries(counters.dropped),
    failures: Object.fromEntries(counters.failures),
    lastSuccess: lastSuccessMs === 0 ? undefined : new Date(lastSuccessMs).toISOString(),
  };
}
