import type { Settings } from '../config/settings.ts';
import type { SampleDecision } from './sampling.ts';
import { sampleDecision } from './sampling.ts';
import type { HeaderPropagation } from './propagation.ts';

/** What the hooks need of the settings, prepared once. */
export interface InstrumentSettings {
  readonly knownMethods: ReadonlySet<string>;
  readonly quietPaths: ReadonlySet<string>;
  readonly clientAddressHeader: string | undefined;
  readonly decide: SampleDecision;
  readonly propagation: HeaderPropagation;
  readonly maxSeries: number;
  /** False = the trace and baggage of callers are ignored. */
  readonly trustsCallers: boolean;
  /** Whether requests to this host (lower case) carry the baggage. */
  readonly tellsBaggage: (host: string) => boolean;
}

export function instrumentSettings(
  settings: Settings,
  propagation: HeaderPropagation,
): InstrumentSettings {
  return {
    knownMethods: new Set(settings.knownHttpMethods),
    quietPaths: new Set(settings.quietRoutes),
    clientAddressHeader: settings.clientAddressHeader,
    decide:
      settings.tracesExporter === 'none'
        ? () => false
        : sampleDecision(settings.sampler, settings.samplerRatio),
    propagation,
    maxSeries: settings.metricsMaxLabelSets,
    trustsCallers: settings.trustIncomingTrace,
    tellsBaggage: hostMatch(settings.baggageHosts),
  };
}

function hostMatch(hosts: readonly string[] | undefined): (host: string) => boolean {
  if (hosts === undefined) return () => true;
  const whole = new Set(hosts);
  const ends = hosts.filter((host) => host.startsWith('*.')).map((host) => host.slice(1));
  return (host) => whole.has(host) || ends.some((end) => host.endsWith(end));
}
