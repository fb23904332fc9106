import { varint } from './answer.ts';
import { DEPTH_MAX } from './decode.ts';
import { scalarBytes, WIRE_TYPE } from './json-scalar.ts';
import type { Field, Message } from './schema.ts';
import { WireError } from './wire-error.ts';

/**
 * An OTLP/JSON message as protobuf. Names in camelCase or snake_case; ids in hex; enums as numbers
 * or names; 64-bit integers as text or numbers; members that nobody knows are passed over.
 * @throws WireError with the path of the value that does not fit.
 */
export function encodeJson(message: Message, json: string): Buffer {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new WireError(`the body is not JSON: ${(error as Error).message}`);
  }
  return encodeMessage(message, value, 'request', 0);
}

function encodeMessage(message: Message, value: unknown, path: string, depth: number): Buffer {
  if (depth > DEPTH_MAX) throw new WireError(`values nest deeper than ${DEPTH_MAX}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError(`${path}: ${shown(value)} is not an object`);
  }
  const parts: Buffer[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const field = message.byName.get(name);
    // null means absent, as everywhere in the JSON form of protobuf.
    if (field === undefined || inner === null) continue;
    encodeField(parts, field, inner, { path: `${path}.${name}`, depth });
  }
  return Buffer.concat(parts);
}

interface Place {
  readonly path: string;
  readonly depth: number;
}

function encodeField(parts: Buffer[], field: Field, value: unknown, place: Place): void {
  if (!field.repeated) {
    encodeOne(parts, field, value, place);
    return;
  }
  const { path, depth } = place;
  if (!Array.isArray(value)) throw new WireError(`${path}: ${shown(value)} is not an array`);
  for (const [at, item] of value.entries()) {
    encodeOne(parts, field, item, { path: `${path}[${at}]`, depth });
  }
}

function encodeOne(parts: Buffer[], field: Field, value: unknown, { path, depth }: Place): void {
  const { number, kind } = field;
  if (kind === 'message') {
    const inner = encodeMessage((field.message as () => Message)(), value, path, depth + 1);
    parts.push(varint((number << 3) | 2), varint(inner.length), inner);
    return;
  }
  const bytes = scalarBytes(kind, value, field.enumNames);
  if (bytes === undefined) {
    const names = field.enumNames === undefined ? '' : ` or one of ${field.enumNames.join(', ')}`;
    throw new WireError(`${path}: ${shown(value)} is no value of type ${kind}${names}`);
  }
  const wireType = WIRE_TYPE[kind];
  parts.push(varint((number << 3) | wireType));
  if (wireType === 2) parts.push(varint(bytes.length));
  parts.push(bytes);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
