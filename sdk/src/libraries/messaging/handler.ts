import { errorTypeOf } from '../../instrument/index.ts';
import type { Operation } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { isPromise } from '../patching.ts';

/** Ends what failed, whatever was thrown: `undefined` is a failure too. */
export function endFailed({ hooks }: Kit, operation: Operation, error: unknown): string {
  const errorType = errorTypeOf(error);
  hooks.end(operation, error, { errorType });
  return errorType;
}

/** That something was thrown, whatever it was. */
export interface Failure {
  readonly error: unknown;
}

/**
 * Runs what an application does with a message as the work of an operation. Tells when it is over;
 * a failure goes on to whoever called, as it would have.
 */
export function runHandler<Result>(
  kit: Kit,
  operation: Operation,
  work: () => Result,
  ended: (failure: Failure | undefined, value: Awaited<Result> | undefined) => void,
): Result {
  let result: Result;
  try {
    result = kit.hooks.run(operation, work);
  } catch (error) {
    ended({ error }, undefined);
    throw error;
  }
  if (!isPromise(result)) {
    ended(undefined, result as Awaited<Result>);
    return result;
  }
  // In place of the handler's own promise: one more reaction to that would make it count as
  // handled, and a host that dies of unhandled rejections would not hear of this one.
  return result.then(
    (value) => {
      ended(undefined, value as Awaited<Result>);
      return value;
    },
    (error: unknown) => {
      ended({ error }, undefined);
      throw error;
    },
  ) as Result;
}

/** A copy that reads as the original did, so that what is added is not seen by its owner. */
export function copyOf(original: unknown): Record<string, unknown> {
  if (typeof original !== 'object' || original === null) return {};
  const copy: object = Object.create(Object.getPrototypeOf(original) as object | null);
  return Object.assign(copy, original) as Record<string, unknown>;
}
