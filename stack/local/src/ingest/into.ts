import type { TelemetryStore } from '../model/index.ts';
import type { IngestCounters } from './counters.ts';

/** Where a wire puts what it took, and where it counts. */
export interface IngestInto {
  readonly store: TelemetryStore;
  readonly counters: IngestCounters;
  /** Milliseconds since 1970; `Date.now` unless a test says otherwise. */
  readonly now?: () => number;
}
