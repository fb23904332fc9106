import { MESSAGING } from '../../contract/index.ts';
import type { Carrier } from '../../instrument/index.ts';
import type { Kit } from '../adapter.ts';
import { destinationName } from './destination-name.ts';
import type { Destination, Destinations } from './destination.ts';
import { endFailed, runHandler, type Failure } from './handler.ts';

interface Job {
  readonly id?: string;
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
  readonly attemptsMade?: number;
  /** Set when it is over for good. */
  readonly finishedOn?: number;
  /** Why it is to fail without being processed: it stalled too often, or a child of it failed. */
  readonly deferredFailure?: unknown;
  readonly opts?: {
    readonly delay?: number;
    readonly telemetry?: { readonly metadata?: unknown };
  };
}

interface Worker {
  readonly name?: string;
}

type Method = (this: Worker, ...args: unknown[]) => unknown;

/** What a handler throws to have its job later: no failure. */
const POSTPONED = new Set(['DelayedError', 'WaitingError', 'WaitingChildrenError']);
const RATE_LIMITED = 'bullmq:rateLimitExceeded';
const NO_TRACE: Carrier = {};

/**
 * Processing a job, until the queue knows what became of it. The library keeps what a handler
 * throws to itself, so that is remembered on its way.
 */
export class Processing {
  readonly #kit: Kit;
  readonly #destinations: Destinations;
  readonly #failures = new WeakMap<object, Failure>();

  constructor(kit: Kit, destinations: Destinations) {
    this.#kit = kit;
    this.#destinations = destinations;
  }

  handlerOf(original: Method): Method {
    const failures = this.#failures;
    return async function callProcessJob(...args) {
      try {
        return await Reflect.apply(original, this, args);
      } catch (error) {
        failures.set(args[0] as object, { error });
        throw error;
      }
    };
  }

  processOf(original: Method): Method {
    const processing = this;
    return function processJob(...args) {
      const [job] = args;
      if (typeof job !== 'object' || job === null) return Reflect.apply(original, this, args);
      const run = (): unknown => Reflect.apply(original, this, args);
      return processing.#process(this, job, run);
    };
  }

  #process({ name }: Worker, job: Job, run: () => unknown): unknown {
    const kit = this.#kit;
    const destination = this.#destinations.of(destinationName(name));
    const { process } = destination;
    const operation = kit.hooks.beginFrom(process, carrierOf(job));
    const triesBefore = job.attemptsMade ?? 0;
    operation.attributes = {
      [MESSAGING.messageId]: job.id,
      [MESSAGING.attempt]: triesBefore || undefined,
    };
    destination.consumed(process);
    if (triesBefore > 0) destination.redelivered(process);
    else tellAge(destination, job);
    const deferredFailure = deferredOf(job);
    return runHandler(kit, operation, run, (unknown) => {
      const failure = this.#failures.get(job) ?? unknown ?? deferredFailure;
      this.#failures.delete(job);
      if (failure === undefined || isPostponed(failure.error)) {
        kit.hooks.end(operation);
        return;
      }
      if (typeof job.finishedOn === 'number') destination.discarded(process);
      endFailed(kit, operation, failure.error);
    });
  }
}

/** A job that is to wait is not late. */
function tellAge(destination: Destination, { timestamp, opts }: Job): void {
  if (typeof timestamp === 'number') destination.taken(timestamp + (opts?.delay ?? 0));
}

function carrierOf({ opts }: Job): Carrier {
  const metadata = opts?.telemetry?.metadata;
  if (typeof metadata !== 'string') return NO_TRACE;
  try {
    return (JSON.parse(metadata) ?? NO_TRACE) as Carrier;
  } catch {
    // Somebody else keeps something else there.
    return NO_TRACE;
  }
}

function deferredOf({ deferredFailure }: Job): Failure | undefined {
  if (typeof deferredFailure !== 'string' || deferredFailure === '') return undefined;
  return { error: Object.assign(new Error(deferredFailure), { name: 'UnrecoverableError' }) };
}

function isPostponed(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return POSTPONED.has(String(name)) || message === RATE_LIMITED;
}
