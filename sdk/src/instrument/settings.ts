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
  };
}
