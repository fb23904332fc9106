import type { AttributeValue } from '../../model/index.ts';
import { ANY_VALUE, KEY_VALUE, VALUES } from './fields.ts';
import { Cursor, MalformedError } from './protobuf.ts';

/** Deeper nesting is cut: nobody reads it, and a hostile message must not exhaust the stack. */
const DEPTH_MAX = 16;

/** Reads one KeyValue into `into`. */
export function decodeKeyValue(
  bytes: Buffer,
  start: number,
  end: number,
  into: Record<string, AttributeValue>,
  depth = 0,
): void {
  const cursor = new Cursor(bytes).over(bytes, start, end);
  let key = '';
  let value: AttributeValue = '';
  while (cursor.next()) {
    if (cursor.number === KEY_VALUE.key) key = cursor.text();
    else if (cursor.number === KEY_VALUE.value) {
      cursor.expectBytes();
      value = decodeAnyValue(bytes, cursor.start, cursor.end, depth);
    }
  }
  into[key] = value;
}

export function decodeAnyValue(
  bytes: Buffer,
  start: number,
  end: number,
  depth = 0,
): AttributeValue {
  if (depth > DEPTH_MAX) throw new MalformedError(`values nested deeper than ${DEPTH_MAX}`);
  const cursor = new Cursor(bytes).over(bytes, start, end);
  let value: AttributeValue = '';
  while (cursor.next()) {
    if (cursor.number === ANY_VALUE.string) value = cursor.text();
    else if (cursor.number === ANY_VALUE.bool) value = cursor.low !== 0;
    else if (cursor.number === ANY_VALUE.int) value = cursor.int();
    else if (cursor.number === ANY_VALUE.double) value = cursor.double();
    else if (cursor.number === ANY_VALUE.bytes) {
      cursor.expectBytes();
      value = bytes.toString('base64', cursor.start, cursor.end);
    } else if (cursor.number === ANY_VALUE.array) {
      cursor.expectBytes();
      value = decodeArray(bytes, cursor.start, cursor.end, depth + 1);
    } else if (cursor.number === ANY_VALUE.map) {
      cursor.expectBytes();
      const map: Record<string, AttributeValue> = {};
      const inner = new Cursor(bytes).over(bytes, cursor.start, cursor.end);
      while (inner.next()) {
        if (inner.number !== VALUES) continue;
        inner.expectBytes();
        decodeKeyValue(bytes, inner.start, inner.end, map, depth + 1);
      }
      value = map;
    }
  }
  return value;
}

function decodeArray(bytes: Buffer, start: number, end: number, depth: number): AttributeValue[] {
  const cursor = new Cursor(bytes).over(bytes, start, end);
  const values: AttributeValue[] = [];
  while (cursor.next()) {
    if (cursor.number !== VALUES) continue;
    cursor.expectBytes();
    values.push(decodeAnyValue(bytes, cursor.start, cursor.end, depth));
  }
  return values;
}
