import { endFailed, runHandler } from './handler.ts';
import { destinationOf, type Work } from './pg-boss-work.ts';

interface Worker {
  readonly name?: string;
  fetch?: unknown;
}

type Start = (this: Worker, ...args: unknown[]) => unknown;

/**
 * A worker asks the database for jobs every other second, mostly in vain. That is measured, with
 * the statements that it takes, but is no trace: those would bury the others.
 */
export function startOf(original: Start, work: Work): Start {
  const { kit } = work;
  return function start(...args) {
    const { fetch, name } = this;
    if (typeof fetch === 'function') {
      const { receive } = destinationOf(work, name);
      this.fetch = (...given: unknown[]): unknown => {
        const operation = kit.hooks.beginFrom(receive, {});
        operation.sampled = false;
        const run = (): unknown => Reflect.apply(fetch, this, given);
        return runHandler(kit, operation, run, (failure) => {
          // What went wrong is worth a span.
          operation.sampled = failure !== undefined;
          if (failure === undefined) kit.hooks.end(operation);
          else endFailed(kit, operation, failure.error);
        });
      };
    }
    return Reflect.apply(original, this, args);
  };
}
