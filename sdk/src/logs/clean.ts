import { REDACTED } from '../contract/index.ts';
import { isError } from './errors.ts';
import type { IsSecret } from './redact.ts';

const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_TEXT_LENGTH = 8192;

/** A bounded copy that JSON can hold, without secrets and without cycles. */
export function cleaner(isSecret: IsSecret): (value: unknown, depth: number) => unknown {
  function clean(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value;
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
        return value;
      case 'bigint':
        return String(value);
      case 'object':
        return value === null ? null : cleanObject(value, depth);
      default:
        return undefined;
    }
  }

  function cleanObject(value: object, depth: number): unknown {
    if (depth >= MAX_DEPTH) return '[nested too deep]';
    if (isError(value)) return { type: value.name, message: value.message };
    if (Array.isArray(value)) {
      return value.slice(0, MAX_ITEMS).map((item) => clean(item, depth + 1));
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return clean(toJSON.call(value), depth + 1);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    const copy: Record<string, unknown> = {};
    for (const [key, inner] of entries.slice(0, MAX_ITEMS)) {
      const name = String(key);
      copy[name] = isSecret(name) ? REDACTED : clean(inner, depth + 1);
    }
    return copy;
  }

  return clean;
}
