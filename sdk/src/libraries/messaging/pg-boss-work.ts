import { MESSAGING } from '../../contract/index.ts';
import { errorTypeOf } from '../../instrument/index.ts';
import type { Operation, OperationSeries } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { destinationName, SEVERAL } from './destination-name.ts';
import type { Destination, Destinations } from './destination.ts';
import { endFailed, runHandler } from './handler.ts';
import { readySinceMs, type Job, type JobMemory, type Stored } from './pg-boss-jobs.ts';

export interface Work {
  readonly kit: Kit;
  readonly destinations: Destinations;
  readonly memory: JobMemory;
}

/** The object that the library tells what it does, if the application lets it. */
export interface Telemetry {
  readonly enabled?: boolean;
}

export type Method = (this: Telemetry, ...args: never[]) => unknown;
export type CarrierOf = (job: Job) => Stored | null | undefined;

/** Of the library's own timetable. */
const INTERNAL = '__pgboss__';

export function isObserved({ enabled }: Telemetry, destination: unknown): boolean {
  return enabled !== false && !String(destination).startsWith(INTERNAL);
}

export function destinationOf({ destinations }: Work, name: unknown): Destination {
  return destinations.of(typeof name === 'string' ? destinationName(name) : SEVERAL);
}

type Send = (carrier: Stored | null) => unknown;
type IdsOf = (result: unknown) => readonly string[] | null;

export function sendOf(original: Method, work: Work): Method {
  const { kit, memory } = work;
  return function send(
    operationName: string,
    name: string | null,
    attempted: number | ((result: unknown) => number),
    make: Send,
    idsOf: IdsOf = () => null,
  ) {
    const args = [operationName, name, attempted, make, idsOf];
    const facts = memory.factsOfRequest();
    // A publication makes no jobs itself: each queue's job is a sending of its own.
    if (attempted === 0 || !isObserved(this, name)) return Reflect.apply(original, this, args);
    const destination = destinationOf(work, name);
    const operation = kit.hooks.begin(destination.send);
    if (operation === undefined) return Reflect.apply(original, this, args);
    const stored: Record<string, string> = { ...facts };
    kit.hooks.inject(operation, (header, value) => {
      stored[header] = value;
    });
    const countOf = (result: unknown): number =>
      typeof attempted === 'number' ? attempted : attempted(result);
    return runHandler(
      kit,
      operation,
      async () => make(stored),
      (failure, sent) => {
        if (failure !== undefined) {
          const count = typeof attempted === 'number' ? attempted : 0;
          if (count > 0) destination.sent(count, errorTypeOf(failure.error));
          endFailed(kit, operation, failure.error);
          return;
        }
        operation.attributes = jobAttributes(countOf(sent), idsOf(sent));
        destination.sent(countOf(sent));
        kit.hooks.end(operation);
      },
    );
  } as Method;
}

export function jobAttributes(count: number, ids: readonly string[] | null) {
  return {
    [MESSAGING.messageId]: ids?.length === 1 ? ids[0] : undefined,
    [MESSAGING.batchSize]: count > 1 ? count : undefined,
  };
}

/** A call of the application that waits for an answer, as work of whoever calls. */
function call<Result>(
  { kit }: Work,
  series: OperationSeries,
  run: () => Promise<Result>,
  onResult: (operation: Operation, result: Result) => void,
): Promise<Result> {
  const operation = kit.hooks.begin(series);
  if (operation === undefined) return run();
  return runHandler(
    kit,
    operation,
    async () => run(),
    (failure, result) => {
      if (failure !== undefined) endFailed(kit, operation, failure.error);
      else onResult(operation, result as Result);
      kit.hooks.end(operation);
    },
  );
}

export function receiveOf(original: Method, work: Work): Method {
  return function receive(name: string, run: () => Promise<Job[]>, carrierOf: CarrierOf) {
    if (!isObserved(this, name)) return Reflect.apply(original, this, [name, run, carrierOf]);
    const destination = destinationOf(work, name);
    return call(work, destination.receive, run, (operation, jobs) => {
      operation.links = linksOf(work, jobs, carrierOf);
      const ids = jobs.map(({ id }) => id);
      operation.attributes = jobAttributes(jobs.length, ids);
      if (jobs.length > 0) destination.consumed(destination.receive, jobs.length);
      countTaken(destination, destination.receive, jobs, carrierOf);
    });
  } as Method;
}

export function settleOf(original: Method, work: Work): Method {
  return function settle(
    operationName: string,
    name: string,
    ids: readonly string[],
    run: () => Promise<unknown>,
  ) {
    const args = [operationName, name, ids, run];
    if (!isObserved(this, name)) return Reflect.apply(original, this, args);
    const series = destinationOf(work, name).settle(operationName);
    return call(work, series, run, (operation) => {
      operation.attributes = jobAttributes(ids.length, ids);
    });
  } as Method;
}

export function linksOf({ kit }: Work, jobs: readonly Job[], carrierOf: CarrierOf) {
  return jobs.flatMap((job) => kit.hooks.linkTo(carrierOf(job) ?? {}) ?? []);
}

export function countTaken(
  destination: Destination,
  series: OperationSeries,
  jobs: readonly Job[],
  carrierOf: CarrierOf,
): void {
  for (const job of jobs) {
    if ((job.retryCount ?? 0) > 0) destination.redelivered(series);
    const readyMs = readySinceMs(job, carrierOf(job) ?? undefined);
    if (readyMs !== undefined) destination.taken(readyMs);
  }
}
