import { WIRE_TYPE } from './json-scalar.ts';
import { ProtoReader } from './reader.ts';
import type { Field, Message } from './schema.ts';
import { WireError } from './wire-error.ts';

/** Values may nest in values; no honest sender goes near this. */
export const DEPTH_MAX = 64;
/** Messages inside of one request: a few bytes of each would make objects without end. */
export const PARTS_MAX = 1_000_000;

type Decoded = Record<string, unknown>;

/**
 * A protobuf message as an object with the members that it holds; absent ones stay absent.
 * @throws WireError when the bytes are no such message.
 */
export function decode(message: Message, bytes: Uint8Array): object {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return decodeFrom(message, new ProtoReader(data), { depth: 0, parts: 0 });
}

/** How far the decoding of one request has come. */
interface Progress {
  depth: number;
  parts: number;
}

function decodeFrom(message: Message, reader: ProtoReader, progress: Progress): Decoded {
  progress.parts += 1;
  if (progress.parts > PARTS_MAX) {
    throw new WireError(`more than ${PARTS_MAX} parts; send smaller batches`);
  }
  if (progress.depth > DEPTH_MAX) throw new WireError(`values nest deeper than ${DEPTH_MAX}`);
  const decoded: Decoded = {};
  while (!reader.atEnd) {
    const tag = reader.varint();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (number <= 0) throw new WireError(`field number ${number} does not exist`);
    const field = message.byNumber[number];
    if (field === undefined) reader.skip(wireType);
    else readField(decoded, field, wireType, reader, progress);
  }
  return decoded;
}

function readField(
  into: Decoded,
  field: Field,
  wireType: number,
  reader: ProtoReader,
  progress: Progress,
): void {
  const { name, kind, repeated } = field;
  if (kind === 'message') {
    expect(field, wireType, 2);
    progress.depth += 1;
    const inner = decodeFrom((field.message as () => Message)(), reader.message(), progress);
    progress.depth -= 1;
    if (repeated) itemsOf(into, name).push(inner);
    else into[name] = inner;
  } else if (repeated && wireType === 2) {
    const items = itemsOf(into, name);
    const packed = reader.message();
    while (!packed.atEnd) items.push(scalar(field, packed));
  } else {
    expect(field, wireType, WIRE_TYPE[kind]);
    const value = scalar(field, reader);
    if (repeated) itemsOf(into, name).push(value);
    else into[name] = value;
  }
}

function expect(field: Field, wireType: number, expected: number): void {
  if (wireType === expected) return;
  throw new WireError(`field "${field.name}" has wire type ${wireType}, expected ${expected}`);
}

function itemsOf(into: Decoded, name: string): unknown[] {
  return (into[name] ??= []) as unknown[];
}

function scalar({ kind, name }: Field, reader: ProtoReader): unknown {
  switch (kind) {
    case 'string':
      return reader.text();
    case 'bytes':
      return reader.bytes();
    case 'hex':
      return reader.hex();
    case 'bool':
      return reader.varint() !== 0;
    case 'uint32':
      return reader.varint();
    case 'int64':
      return reader.int64();
    case 'sint32': {
      const value = reader.varint();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    case 'fixed32':
      return reader.fixed32();
    case 'fixed64':
      return reader.fixed64();
    case 'sfixed64':
      return reader.signed64();
    case 'nanos':
      return reader.nanosAsMs();
    case 'double':
      return reader.double();
    default:
      throw new WireError(`field "${name}" is no scalar`);
  }
}
