import type { Kit } from '../adapter.ts';
import { destinationName } from './destination-name.ts';
import type { Destinations } from './destination.ts';
import { endFailed, runHandler } from './handler.ts';

interface Job {
  readonly queueName?: string;
}

type Method = (this: Job, ...args: unknown[]) => unknown;

/** Methods of a job that tell the queue what became of it, and what they are called here. */
export const SETTLING = { moveToCompleted: 'complete', moveToFailed: 'fail' } as const;

/** A call of the worker that waits for the queue: it fails when that forgot the job meanwhile. */
export function settleOf(
  original: Method,
  operationName: string,
  { kit, destinations }: { readonly kit: Kit; readonly destinations: Destinations },
): Method {
  return function settle(...args) {
    const run = (): unknown => Reflect.apply(original, this, args);
    const destination = destinations.of(destinationName(this.queueName));
    const operation = kit.hooks.begin(destination.settle(operationName));
    if (operation === undefined) return run();
    return runHandler(kit, operation, run, (failure) => {
      if (failure === undefined) kit.hooks.end(operation);
      else endFailed(kit, operation, failure.error);
    });
  };
}
