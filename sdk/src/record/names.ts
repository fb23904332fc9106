import { headOf } from '../context/index.ts';

const NAME_MAX_LENGTH = 256;

/** Sets an own property, also one that assignment would take for the prototype of the object. */
export function put<Value>(into: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__') {
    Object.defineProperty(into, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    into[name] = value;
  }
}

/**
 * The name of a field within bounds. Elasticsearch refuses documents whose flattened fields have a
 * NUL in a name.
 */
export function fieldName(name: string): string {
  const short = headOf(name, NAME_MAX_LENGTH);
  return short.includes('\0') ? short.replaceAll('\0', '\uFFFD') : short;
}

/**
 * True when a number may stand under this name in an object field of its own: Elasticsearch takes
 * dots for levels and refuses documents with an empty one.
 */
export function isPathName(name: string): boolean {
  return name.trim() !== '' && !name.startsWith('.') && !name.endsWith('.') && !name.includes('..');
}
