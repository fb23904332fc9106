import { types } from 'node:util';

import { cutText } from '../context/index.ts';

export const MAX_MESSAGE_LENGTH = 8192;
const MAX_TYPE_LENGTH = 256;

export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  // Errors of other realms (vm contexts, workers) fail `instanceof`.
  return value instanceof Error || types.isNativeError(value);
}

/** The class of an error, in words. */
export function errorName(error: Error): string {
  const name = attempt(() => error.name);
  if (typeof name === 'string' && name !== '' && name !== 'Error') {
    return cutText(name, MAX_TYPE_LENGTH);
  }
  const own = attempt(() => error.constructor.name);
  return typeof own === 'string' && own !== '' ? cutText(own, MAX_TYPE_LENGTH) : 'Error';
}

export function errorMessage(error: Error): string {
  return plainText(attempt(() => error.message));
}

/** Any value as a bounded text; objects and functions are named, not read. */
export function plainText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return cutText(value, MAX_MESSAGE_LENGTH);
    case 'bigint':
      return bigintText(value);
    case 'object':
      return value === null ? 'null' : '[object]';
    case 'function':
      return '[function]';
    default:
      return String(value);
  }
}

/** Writing out a larger one takes time that grows with the square of its length. */
const BIGINT_MAX = 2n ** 1024n;

export function bigintText(value: bigint): string {
  return value < BIGINT_MAX && value > -BIGINT_MAX ? String(value) : '[big integer]';
}

/** Reads what may throw; undefined when it does. */
export function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
