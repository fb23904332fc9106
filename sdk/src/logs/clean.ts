import { types } from 'node:util';

import { cutText } from '../context/index.ts';
import { REDACTED } from '../contract/index.ts';
import { fieldName, put } from '../record/index.ts';
import { bigintText, errorMessage, errorName, isError } from './error-parts.ts';
import type { IsSecret } from './redact.ts';
import type { Room } from './room.ts';

const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_TEXT_LENGTH = 8192;
/** What a value takes beside its text: quotes, colon, comma. Bounds the number of values. */
const VALUE_CHARS = 8;

/** Stands for what threw when it was read. */
export const UNREADABLE = '[unreadable]';

/**
 * Makes bounded copies that JSON can hold, without secrets and without cycles. What throws when it
 * is read becomes a text that says so; everything else stays.
 */
export class Cleaner {
  readonly #isSecret: IsSecret;

  constructor(isSecret: IsSecret) {
    this.#isSecret = isSecret;
  }

  clean(value: unknown, depth: number, room: Room): unknown {
    room.chars -= VALUE_CHARS;
    switch (typeof value) {
      case 'string':
        return cleanText(value, room);
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
        return value;
      case 'bigint':
        return bigintText(value);
      case 'object':
        return value === null ? null : this.#object(value, depth, room);
      default:
        return undefined;
    }
  }

  #object(value: object, depth: number, room: Room): unknown {
    if (depth >= MAX_DEPTH) return missing(room, '[nested too deep]');
    if (isError(value)) {
      return { type: errorName(value), message: cleanText(errorMessage(value), room) };
    }
    if (Array.isArray(value)) return this.#items(value, depth, room);
    const size = byteLength(value);
    if (size !== undefined) return `[${size} bytes]`;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.clean(toJSON.call(value), depth + 1, room);
    if (types.isBoxedPrimitive(value)) return this.clean(value.valueOf(), depth + 1, room);
    if (value instanceof Map) return this.#map(value, depth, room);
    if (value instanceof Set) return this.#items([...firstOf(value, room)], depth, room);
    const copy: Record<string, unknown> = {};
    const keys = Object.keys(value);
    for (let at = 0; at < keys.length && hasRoom(at, room); at += 1) {
      const key = keys[at] as string;
      const secret = this.#isSecret(key);
      put(copy, nameOf(key, room), secret ? REDACTED : this.#member(value, key, depth, room));
    }
    return copy;
  }

  #items(value: readonly unknown[], depth: number, room: Room): unknown[] {
    const copy: unknown[] = [];
    for (let at = 0; at < value.length && hasRoom(at, room); at += 1) {
      copy.push(this.#member(value, at, depth, room));
    }
    return copy;
  }

  #map(value: ReadonlyMap<unknown, unknown>, depth: number, room: Room): object {
    const copy: Record<string, unknown> = {};
    for (const [key, inner] of firstOf(value, room)) {
      const name = mapKeyText(key);
      const secret = this.#isSecret(name);
      put(copy, nameOf(name, room), secret ? REDACTED : this.clean(inner, depth + 1, room));
    }
    return copy;
  }

  #member(owner: object, key: string | number, depth: number, room: Room): unknown {
    try {
      return this.clean((owner as Record<string | number, unknown>)[key], depth + 1, room);
    } catch {
      return missing(room, UNREADABLE);
    }
  }
}

/** A text within its own bound and what is left of the line's. */
export function cleanText(value: string, room: Room): string {
  const max = Math.max(0, Math.min(MAX_TEXT_LENGTH, room.chars));
  const text = cutText(value, max);
  if (value.length > max) room.isCut = true;
  room.chars -= text.length;
  return text;
}

/** Size of a value that is bytes and nothing else. */
export function byteLength(value: object): number | undefined {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return types.isAnyArrayBuffer(value) ? value.byteLength : undefined;
}

function missing(room: Room, text: string): string {
  room.isCut = true;
  return text;
}

function hasRoom(items: number, room: Room): boolean {
  if (items < MAX_ITEMS && room.chars > 0) return true;
  room.isCut = true;
  return false;
}

function nameOf(key: string, room: Room): string {
  const name = fieldName(key);
  if (name.length < key.length) room.isCut = true;
  room.chars -= name.length;
  return name;
}

function* firstOf<Item>(items: Iterable<Item>, room: Room): Generator<Item> {
  let count = 0;
  for (const item of items) {
    if (!hasRoom(count, room)) return;
    yield item;
    count += 1;
  }
}

function mapKeyText(key: unknown): string {
  if (typeof key === 'object' || typeof key === 'function')
    return key === null ? 'null' : '[object]';
  return typeof key === 'bigint' ? bigintText(key) : String(key);
}
