import type { Attributes, AttributeValue } from '@opentelemetry/api';

import { cutText } from '../context/index.ts';

/** No backend takes longer ones; a batch that holds one would be refused whole. */
const TEXT_MAX_LENGTH = 32_768;
const DEPTH_MAX = 6;
/** Of all attributes of one span together, nested values included. */
const SPAN_VALUES_MAX = 10_000;
const SPAN_CHARS_MAX = 512 * 1024;

/** What the attributes of one span may still take. */
export interface SpanRoom {
  values: number;
  chars: number;
}

export function spanRoom(): SpanRoom {
  return { values: SPAN_VALUES_MAX, chars: SPAN_CHARS_MAX };
}

/**
 * A bounded copy of a value: text, number, boolean, bytes, and lists and objects of these.
 * undefined for everything else, for what throws when it is read, and when there is no room left.
 */
export function attributeValue(value: unknown, room: SpanRoom): AttributeValue {
  if (value === null || room.values <= 0 || room.chars <= 0) return undefined;
  try {
    return copy(value, 0, room);
  } catch {
    return undefined;
  }
}

function copy(value: unknown, depth: number, room: SpanRoom): unknown {
  room.values -= 1;
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return value;
    case 'string':
      return text(value, room);
    case 'object':
      return value === null ? null : copyObject(value, depth, room);
    default:
      return undefined;
  }
}

function text(value: string, room: SpanRoom): string {
  const shown = cutText(value, Math.max(0, Math.min(TEXT_MAX_LENGTH, room.chars)));
  room.chars -= shown.length;
  return shown;
}

function copyObject(value: object, depth: number, room: SpanRoom): unknown {
  if (value instanceof Uint8Array) {
    const bytes = value.slice(0, Math.max(0, Math.min(TEXT_MAX_LENGTH, room.chars)));
    room.chars -= bytes.length;
    return bytes;
  }
  if (depth >= DEPTH_MAX || ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (let at = 0; at < value.length && room.values > 0; at += 1) {
      items.push(copy(value[at], depth + 1, room));
    }
    return items;
  }
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (room.values <= 0) break;
    if (key === '__proto__') continue;
    room.chars -= key.length;
    fields[key] = copy((value as Record<string, unknown>)[key], depth + 1, room);
  }
  return fields;
}

/** The attributes that can be read, up to a number. */
export function attributesOf(
  given: Attributes,
  max: number,
  room: SpanRoom,
): Record<string, AttributeValue> {
  const kept: Record<string, AttributeValue> = {};
  let count = 0;
  for (const key of keysOf(given)) {
    if (count >= max) break;
    const value = memberOf(given, key, room);
    if (value === undefined || key === '__proto__') continue;
    kept[key] = value;
    count += 1;
  }
  return kept;
}

/** No names when an object does not tell them. */
export function keysOf(given: unknown): string[] {
  try {
    return typeof given === 'object' && given !== null ? Object.keys(given) : [];
  } catch {
    return [];
  }
}

function memberOf(given: Attributes, key: string, room: SpanRoom): AttributeValue {
  try {
    return attributeValue(given[key], room);
  } catch {
    return undefined;
  }
}
