import { cutText } from '../context/index.ts';
import { Cleaner } from './clean.ts';
import {
  attempt,
  errorMessage,
  errorName,
  isError,
  MAX_MESSAGE_LENGTH,
  plainText,
} from './error-parts.ts';
import { secretNames } from './redact.ts';
import { roomOf } from './room.ts';

export { isError } from './error-parts.ts';

const MAX_CAUSES = 5;
const MAX_AGGREGATED = 3;
const MAX_STACK_LENGTH = 16_384;
const FIRST_FRAME = '\n    at ';

/** An error as the ECS `error` object. */
export interface EcsError {
  readonly type: string;
  readonly message: string;
  readonly stack_trace: string;
}

/**
 * Type, message and stack of anything that was thrown, its causes appended to the stack. An error
 * may itself throw when it is looked at; then the parts that can be read are there.
 */
export function ecsError(thrown: unknown): EcsError {
  if (!isReadableError(thrown)) {
    return { type: typeof thrown, message: thrownText(thrown), stack_trace: '' };
  }
  return {
    type: errorName(thrown),
    message: errorMessage(thrown),
    stack_trace: cutText(stackWithCauses(thrown), MAX_STACK_LENGTH),
  };
}

function isReadableError(value: unknown): value is Error {
  return attempt(() => isError(value)) === true;
}

function stackWithCauses(error: Error): string {
  let text = stackOf(error);
  const seen = new Set<unknown>([error]);
  let cause = causeOf(error);
  for (let depth = 0; cause !== undefined && cause !== null && depth < MAX_CAUSES; depth += 1) {
    if (seen.has(cause)) break;
    seen.add(cause);
    text += `\nCaused by: ${thrownText(cause)}`;
    cause = causeOf(cause);
  }
  for (const inner of aggregatedOf(error)) text += `\nAggregated: ${thrownText(inner)}`;
  return text;
}

function causeOf(value: unknown): unknown {
  return attempt(() => (isError(value) ? value.cause : undefined));
}

function aggregatedOf(error: Error): readonly unknown[] {
  const read = (): unknown[] => {
    const { errors } = error as AggregateError;
    return Array.isArray(errors) ? errors.slice(0, MAX_AGGREGATED) : [];
  };
  return attempt(read) ?? [];
}

/** The stack as V8 wrote it; of a message that is too long the beginning, then the frames. */
function stackOf(error: Error): string {
  const stack = attempt(() => error.stack);
  if (typeof stack !== 'string') return `${errorName(error)}: ${errorMessage(error)}`;
  if (stack.length <= MAX_STACK_LENGTH) return stack;
  const message = attempt(() => error.message);
  const start = typeof message === 'string' ? message.length : 0;
  const frames = start > MAX_MESSAGE_LENGTH ? stack.indexOf(FIRST_FRAME, start) : -1;
  if (frames === -1) return cutText(stack, MAX_STACK_LENGTH);
  const shown = stack.slice(frames, frames + MAX_STACK_LENGTH - MAX_MESSAGE_LENGTH);
  return cutText(stack, MAX_MESSAGE_LENGTH) + shown;
}

const cleaner = new Cleaner(secretNames([]));

/** Anything that was thrown, as text. */
function thrownText(value: unknown): string {
  if (isReadableError(value)) return stackOf(value);
  if (typeof value !== 'object' || value === null) return plainText(value);
  const json = attempt(() => JSON.stringify(cleaner.clean(value, 0, roomOf(MAX_MESSAGE_LENGTH))));
  return json ?? '[unreadable]';
}
