import type { Load } from '../load/load.ts';
import type { LogFolder } from '../machine/service.ts';
import type { Plan } from '../options.ts';
import type { Sink } from '../sink/sink.ts';
import type { Variant } from '../variants.ts';

/** Everything measured about one variant in one framework. */
export interface RequestFigures {
  readonly variant: Variant;
  /** CPU microseconds per request, one value per round, at saturation. */
  readonly saturated: number[];
  /** The same with a load generator that never sleeps. */
  readonly awake: number[];
  /** The same at 800 requests per second. */
  readonly paced: number[];
  readonly latenciesMs: number[];
  /** Resident bytes after the load, one value per generation. */
  readonly rssBytes: number[];
  readonly faults: Set<string>;
  requests: number;
  spans: number;
}

/** What every measurement works with. */
export interface Bench {
  readonly plan: Plan;
  readonly packages: string;
  readonly logs: LogFolder;
  readonly load: Load;
  readonly sink: Sink;
  readonly progress: (text: string) => void;
}
