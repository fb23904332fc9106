import { MESSAGING } from '../../contract/index.ts';
import { endFailed, runHandler } from './handler.ts';
import type { Job } from './pg-boss-jobs.ts';
import {
  countTaken,
  destinationOf,
  isObserved,
  jobAttributes,
  linksOf,
  type CarrierOf,
  type Method,
  type Work,
} from './pg-boss-work.ts';

/**
 * Jobs that a worker took. One continues the trace of its sending; several at once are work of its
 * own that is linked to their sendings. The library answers with the error that they failed with.
 */
export function processOf(original: Method, work: Work): Method {
  const { kit, memory } = work;
  return function process(
    name: string,
    jobs: readonly Job[],
    carrierOf: CarrierOf,
    run: () => Promise<unknown>,
  ) {
    const args = [name, jobs, carrierOf, run];
    if (!isObserved(this, name)) return Reflect.apply(original, this, args);
    const destination = destinationOf(work, name);
    const series = destination.process;
    const [first] = jobs;
    const isOne = jobs.length === 1 && first !== undefined;
    const operation = kit.hooks.beginFrom(series, (isOne ? carrierOf(first) : undefined) ?? {});
    operation.attributes = {
      ...jobAttributes(
        jobs.length,
        jobs.map(({ id }) => id),
      ),
      [MESSAGING.attempt]: (isOne ? first.retryCount : 0) || undefined,
    };
    if (!isOne) operation.links = linksOf(work, jobs, carrierOf);
    destination.consumed(series, jobs.length);
    countTaken(destination, series, jobs, carrierOf);
    for (const job of jobs) {
      memory.taken(job, carrierOf(job) ?? undefined, () => destination.discarded(series));
    }
    return runHandler(
      kit,
      operation,
      async () => {
        const failure = await run();
        if (failure === undefined) kit.hooks.end(operation);
        else endFailed(kit, operation, failure);
      },
      (failure) => {
        if (failure !== undefined) endFailed(kit, operation, failure.error);
      },
    );
  } as Method;
}
