import { isIP } from 'node:net';

import { LOG_PATH } from '../contract/index.ts';
import { put } from '../record/index.ts';
import { byteLength } from './clean.ts';
import { isError } from './error-parts.ts';

/** Fields that one object of the application may add to a line. */
export const MAX_FIELDS = 100;
/** Name of a value that is no object of fields: bytes, a date. */
const VALUE = 'value';

/** Objects that hold values rather than fields, as fields; no more than are looked at. */
export function unpacked(given: object): object {
  if (Array.isArray(given)) return firstOf(indexes(given), (at) => [String(at), given[at]]);
  if (given instanceof Map) {
    return firstOf(given, ([key, value]) => [typeof key === 'string' ? key : typeof key, value]);
  }
  return byteLength(given) === undefined && !(given instanceof Date) ? given : { [VALUE]: given };
}

function* indexes(items: readonly unknown[]): Generator<number> {
  for (let at = 0; at < items.length; at += 1) yield at;
}

function firstOf<Item>(
  items: Iterable<Item>,
  fieldOf: (item: Item) => [name: string, value: unknown],
): object {
  const fields: Record<string, unknown> = {};
  let count = 0;
  for (const item of items) {
    const [name, value] = fieldOf(item);
    put(fields, name, value);
    count += 1;
    // One more than is shown, so that somebody sees that there are more.
    if (count > MAX_FIELDS) break;
  }
  return fields;
}

/** JSON has no place for these. */
export function isNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

/** True for an object of fields. */
export function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isError(value) &&
    byteLength(value) === undefined
  );
}

/** True when a value has the type that its path has in the contract, as Elasticsearch maps it. */
export function isLeaf(path: string, value: unknown, wanted: string): value is string | number {
  if (wanted === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'string') return false;
  return path !== LOG_PATH.clientIp || isIP(value) !== 0;
}

/** Sets a value below nested objects, which are made on the way. */
export function setPath(into: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.');
  let at = into;
  for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
  at[parts.at(-1) as string] = value;
}
