import { cutText } from '../context/index.ts';
import type { ProtoWriter } from './writer.ts';

const KEY = 0x0a;
const VALUE = 0x12;
const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;
const ARRAY = 0x2a;
const KVLIST = 0x32;
const BYTES = 0x3a;
/** No backend takes longer ones; a batch that holds one would be refused whole. */
const TEXT_MAX_LENGTH = 32_768;
/** Items of one list; longer ones would make a batch that no backend takes. */
const ITEMS_MAX = 10_000;
const BYTES_MAX = 32_768;
const MAX_INT64 = 2 ** 63;

/** Attributes as repeated KeyValue under a field tag. */
export function writeAttributes(
  writer: ProtoWriter,
  tag: number,
  attributes: Readonly<Record<string, unknown>>,
): void {
  for (const key in attributes) {
    if (Object.hasOwn(attributes, key)) writeAttribute(writer, tag, key, attributes[key]);
  }
}

export function writeAttribute(
  writer: ProtoWriter,
  tag: number,
  key: string,
  value: unknown,
): void {
  const start = writer.open(tag);
  writer.text(KEY, key);
  const inner = writer.open(VALUE);
  writeValue(writer, value);
  writer.close(inner);
  writer.close(start);
}

function writeValue(writer: ProtoWriter, value: unknown): void {
  switch (typeof value) {
    case 'string':
      writer.text(STRING, value.length > TEXT_MAX_LENGTH ? cutText(value, TEXT_MAX_LENGTH) : value);
      return;
    case 'boolean':
      writer.byte(BOOL);
      writer.byte(value ? 1 : 0);
      return;
    case 'number':
      writeNumber(writer, value);
      return;
    case 'object':
      if (value !== null) writeObject(writer, value);
      return;
    default:
      // undefined, functions and symbols have no place in OTLP: an empty value.
      return;
  }
}

function writeNumber(writer: ProtoWriter, value: number): void {
  if (Number.isInteger(value) && value >= -MAX_INT64 && value < MAX_INT64) {
    writer.byte(INT);
    writer.varint(value);
  } else {
    writer.byte(DOUBLE);
    writer.double(value);
  }
}

function writeObject(writer: ProtoWriter, value: object): void {
  if (value instanceof Uint8Array) {
    writer.byte(BYTES);
    const bytes = value.subarray(0, BYTES_MAX);
    writer.varint(bytes.length);
    writer.raw(bytes);
    return;
  }
  if (!Array.isArray(value)) {
    const start = writer.open(KVLIST);
    writeAttributes(writer, KEY, value as Record<string, unknown>);
    writer.close(start);
    return;
  }
  const start = writer.open(ARRAY);
  const shown = value.length > ITEMS_MAX ? value.slice(0, ITEMS_MAX) : value;
  for (const item of shown) {
    const inner = writer.open(STRING);
    writeValue(writer, item);
    writer.close(inner);
  }
  writer.close(start);
}
