/**
 * Why a query has no answer. `bad_data`: the query or its parameters are wrong. `execution`: it is
 * well formed and cannot be evaluated over these samples. `timeout`: it took too long. `canceled`:
 * the caller gave up.
 */
export type PromqlErrorKind = 'bad_data' | 'execution' | 'timeout' | 'canceled';

/** The one error that parsing and evaluating throw. The message is meant for the author. */
export class PromqlError extends Error {
  readonly kind: PromqlErrorKind;

  constructor(kind: PromqlErrorKind, message: string) {
    super(message);
    this.name = 'PromqlError';
    this.kind = kind;
  }
}

export function executionError(message: string): PromqlError {
  return new PromqlError('execution', message);
}

export const SAME_LABELSET = 'vector cannot contain metrics with the same labelset';
