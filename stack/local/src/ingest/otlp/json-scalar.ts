import { varint } from './answer.ts';
import type { Kind } from './schema.ts';

/** Wire types of protobuf by the kind of a field. */
export const WIRE_TYPE = {
  string: 2,
  bytes: 2,
  hex: 2,
  bool: 0,
  uint32: 0,
  sint32: 0,
  int64: 0,
  fixed32: 5,
  fixed64: 1,
  sfixed64: 1,
  nanos: 1,
  double: 1,
} as const satisfies Record<Kind, 0 | 1 | 2 | 5>;

const INT64_MAX = 2n ** 63n;
const UINT64_MAX = 2n ** 64n;

/** The bytes of a JSON value without tag and length; undefined when it does not fit the kind. */
export function scalarBytes(
  kind: Kind,
  value: unknown,
  enumNames: readonly string[] | undefined,
): Buffer | undefined {
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? Buffer.from(value) : undefined;
    case 'bytes':
      return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
    case 'hex':
      return hexBytes(value);
    case 'bool':
      return typeof value === 'boolean' ? varint(value ? 1 : 0) : undefined;
    case 'uint32':
    case 'fixed32':
    case 'sint32':
      return word(kind, enumNumber(value, enumNames));
    case 'int64':
    case 'sfixed64':
      return long(kind, integer(value), -INT64_MAX, INT64_MAX);
    case 'fixed64':
    case 'nanos':
      return long(kind, integer(value), 0n, UINT64_MAX);
    case 'double':
      return double(value);
    default:
      return undefined;
  }
}

function hexBytes(value: unknown): Buffer | undefined {
  const isHex = typeof value === 'string' && /^(?:[0-9a-f]{2})*$/i.test(value);
  return isHex ? Buffer.from(value, 'hex') : undefined;
}

function enumNumber(value: unknown, names: readonly string[] | undefined): unknown {
  if (typeof value !== 'string' || names === undefined) return value;
  const at = names.indexOf(value);
  return at < 0 ? value : at;
}

function word(kind: 'uint32' | 'sint32' | 'fixed32', value: unknown): Buffer | undefined {
  const whole = integer(value);
  if (whole === undefined) return undefined;
  const number = Number(whole);
  if (kind === 'sint32') {
    const fits = number >= -(2 ** 31) && number < 2 ** 31;
    return fits ? varint(number < 0 ? -2 * number - 1 : 2 * number) : undefined;
  }
  if (number < 0 || number >= 2 ** 32) return undefined;
  if (kind === 'uint32') return varint(number);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

/** Whole numbers, also as decimal text. */
function integer(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

/** `min` is allowed, `max` is not. */
function long(kind: Kind, value: bigint | undefined, min: bigint, max: bigint): Buffer | undefined {
  if (value === undefined || value < min || value >= max) return undefined;
  const bits = BigInt.asUintN(64, value);
  if (kind === 'int64') return longVarint(bits);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(bits);
  return bytes;
}

function longVarint(bits: bigint): Buffer {
  const bytes: number[] = [];
  let rest = bits;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

const NUMBER_NAMES: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

function double(value: unknown): Buffer | undefined {
  let number = typeof value === 'number' ? value : NUMBER_NAMES.get(value);
  if (typeof value === 'string' && value.trim() !== '' && number === undefined) {
    number = Number(value);
    if (Number.isNaN(number)) return undefined;
  }
  if (number === undefined) return undefined;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(number);
  return bytes;
}
