/**
 * Reads the protobuf wire format, no more than OTLP needs. Unknown fields are the caller's to skip.
 * Bytes that are no protobuf are an error: a broken encoder must not pass for an empty message.
 */
export type WireType = 'varint' | 'fixed64' | 'bytes' | 'fixed32';

/** One field of a message. `number` values below 2^53 are exact; read larger ones by `int64`. */
export class WireField {
  readonly number: number;
  readonly type: WireType;
  private readonly data: Buffer;
  private readonly scalar: bigint;

  constructor(number: number, type: WireType, scalar: bigint, data: Buffer) {
    this.number = number;
    this.type = type;
    this.scalar = scalar;
    this.data = data;
  }

  bytes(): Buffer {
    return this.expect('bytes').data;
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  hex(): string {
    return this.bytes().toString('hex');
  }

  /** uint32, enum, bool and fixed32. */
  uint(): number {
    return Number(this.expect('varint', 'fixed32').scalar);
  }

  bool(): boolean {
    return this.expect('varint').scalar !== 0n;
  }

  /** int64: two's complement in ten bytes when negative. */
  int64(): bigint {
    return BigInt.asIntN(64, this.expect('varint', 'fixed64').scalar);
  }

  fixed64(): bigint {
    return this.expect('fixed64').scalar;
  }

  double(): number {
    return doubleOf(this.expect('fixed64').scalar);
  }

  /** Packed repeated fixed64, read as `uint64`. */
  packedFixed64(): bigint[] {
    return words(this.bytes()).map((at) => this.data.readBigUInt64LE(at));
  }

  packedDouble(): number[] {
    return words(this.bytes()).map((at) => this.data.readDoubleLE(at));
  }

  private expect(...types: WireType[]): this {
    if (types.includes(this.type)) return this;
    throw new WireError(`field ${this.number} is ${this.type}, expected ${types.join(' or ')}`);
  }
}

export class WireError extends Error {
  override readonly name = 'WireError';
}

/** The fields of one message, in the order in which they were written. */
export function* fieldsOf(bytes: Uint8Array): Generator<WireField> {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < data.length) {
    const tag = varint(data, at);
    const number = Number(tag.value >> 3n);
    if (number === 0) throw new WireError(`field number 0 at byte ${at}`);
    at = tag.next;
    const wire = Number(tag.value & 7n);
    if (wire === 0) {
      const value = varint(data, at);
      yield new WireField(number, 'varint', value.value, EMPTY);
      at = value.next;
    } else if (wire === 2) {
      const length = varint(data, at);
      const end = length.next + Number(length.value);
      yield new WireField(number, 'bytes', 0n, slice(data, length.next, end));
      at = end;
    } else if (wire === 1) {
      yield new WireField(number, 'fixed64', slice(data, at, at + 8).readBigUInt64LE(0), EMPTY);
      at += 8;
    } else if (wire === 5) {
      const value = BigInt(slice(data, at, at + 4).readUInt32LE(0));
      yield new WireField(number, 'fixed32', value, EMPTY);
      at += 4;
    } else {
      throw new WireError(`wire type ${wire} of field ${number} at byte ${at}`);
    }
  }
}

const EMPTY = Buffer.alloc(0);

function slice(data: Buffer, from: number, to: number): Buffer {
  if (to > data.length) throw new WireError(`needs ${to} bytes, has ${data.length}`);
  return data.subarray(from, to);
}

function varint(data: Buffer, from: number): { value: bigint; next: number } {
  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const byte = data[from + index];
    if (byte === undefined) throw new WireError(`varint at byte ${from} has no end`);
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: from + index + 1 };
  }
  throw new WireError(`varint at byte ${from} is longer than 10 bytes`);
}

function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

function words(data: Buffer): number[] {
  if (data.length % 8 !== 0) throw new WireError(`packed field of ${data.length} bytes`);
  return Array.from({ length: data.length / 8 }, (_, index) => index * 8);
}
