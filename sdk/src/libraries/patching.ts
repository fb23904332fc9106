/** Marks what is wrapped, so that nothing is wrapped twice, whoever loads it again. */
const WRAPPED = Symbol.for('sightline.wrapped');

type Method = (this: never, ...args: never[]) => unknown;
type Marked = Method & { [WRAPPED]?: true };

/**
 * Replaces a method of a prototype or of a module by one that gets the original. Name, length and
 * own properties stay. False = there is no such method.
 */
export function wrapMethod(
  owner: unknown,
  name: string | symbol,
  wrap: (original: never) => Method,
): boolean {
  const holder = owner as Record<string | symbol, unknown> | undefined | null;
  if (holder === undefined || holder === null) return false;
  const original = holder[name] as Marked | undefined;
  if (typeof original !== 'function') return false;
  if (original[WRAPPED] === true) return true;
  const wrapped = wrap(original as never) as Marked;
  for (const key of Reflect.ownKeys(original)) {
    const described = Object.getOwnPropertyDescriptor(original, key);
    if (key !== 'prototype' && described !== undefined) {
      Object.defineProperty(wrapped, key, { ...described, configurable: true });
    }
  }
  Object.defineProperty(wrapped, WRAPPED, { value: true });
  const described = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, {
    value: wrapped,
    configurable: true,
    writable: true,
    enumerable: described?.enumerable ?? false,
  });
  return true;
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/**
 * Tells when a promise is settled. The one that is returned is to be handed on in its place: a
 * rejection that nobody handles stays one.
 */
export function watchPromise(
  promise: Promise<unknown>,
  done: (error: unknown) => void,
): Promise<unknown> {
  return promise.then(
    (value) => {
      done(undefined);
      return value;
    },
    (error: unknown) => {
      done(error);
      throw error;
    },
  );
}
