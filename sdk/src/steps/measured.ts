import type { AttributeMap, OperationKind } from '../record/index.ts';
import { OUTCOME, stepKit } from './kit.ts';

interface Named {
  readonly kind: OperationKind;
  /** Of the span. */
  readonly name: string;
  readonly attributes: AttributeMap;
  /** Asked when it has ended; `ok` and `failed` unless given. */
  readonly outcomeOf?: (isFailed: boolean) => string;
}

const ordinary = (isFailed: boolean): string => (isFailed ? OUTCOME.failed : OUTCOME.ok);

/** Runs work as a span with a duration; what it returns or throws is passed on as it is. */
export function measured<Result>(named: Named, work: () => Result): Result {
  const kit = stepKit();
  const { kind, name, attributes, outcomeOf = ordinary } = named;
  const operation = kit?.hooks.begin(kit.hooks.series(kind, name, attributes));
  if (kit === undefined || operation === undefined) return work();
  const { hooks } = kit;
  const succeeded = (): void => hooks.end(operation, undefined, { status: outcomeOf(false) });
  // `undefined` can be thrown as well, and is a failure all the same.
  const failed = (error: unknown): void =>
    hooks.end(operation, error ?? new Error('nothing was thrown'), { status: outcomeOf(true) });
  try {
    const result = hooks.run(operation, work);
    if (!(result instanceof Promise)) {
      succeeded();
      return result;
    }
    // Handed on in its place, so that a rejection that nobody handles stays one.
    return result.then(
      (value: unknown) => {
        succeeded();
        return value;
      },
      (error: unknown) => {
        failed(error);
        throw error;
      },
    ) as Result;
  } catch (error) {
    failed(error);
    throw error;
  }
}
