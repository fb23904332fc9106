import { WireError } from './wire-error.ts';

const TWO_32 = 2 ** 32;
const MICROSECOND_MS = 0.001;

/**
 * Reads the protobuf wire format from left to right. Everything that reads may throw WireError:
 * the bytes come from outside.
 */
export class ProtoReader {
  readonly #data: Buffer;
  readonly #end: number;
  #at: number;
  /** The two halves of the last varint. */
  #low = 0;
  #high = 0;

  constructor(data: Buffer, from = 0, end = data.length) {
    this.#data = data;
    this.#at = from;
    this.#end = end;
  }

  get atEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** A varint as an unsigned number, exact up to 2^53; larger ones as negative int64. */
  varint(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte >= 0x80) continue;
      this.#low = low;
      this.#high = high;
      return (high | 0) * TWO_32 + (low >>> 0);
    }
    throw new WireError(`varint before byte ${this.#at} is longer than 10 bytes`);
  }

  /** An int64; as decimal text where a number would not be exact. */
  int64(): number | string {
    const value = this.varint();
    if (Number.isSafeInteger(value)) return value;
    const bits = (BigInt(this.#high >>> 0) << 32n) | BigInt(this.#low >>> 0);
    return BigInt.asIntN(64, bits).toString();
  }

  /** A fixed64 as an unsigned number, exact up to 2^53. */
  fixed64(): number {
    const at = this.#take(8);
    return this.#data.readUInt32LE(at + 4) * TWO_32 + this.#data.readUInt32LE(at);
  }

  /** An sfixed64; beyond 2^53 the nearest number. */
  signed64(): number {
    const at = this.#take(8);
    return this.#data.readInt32LE(at + 4) * TWO_32 + this.#data.readUInt32LE(at);
  }

  /** A fixed64 of nanoseconds, as milliseconds; exact to the microsecond. */
  nanosAsMs(): number {
    const ms = this.fixed64() / 1e6;
    // A double holds today's nanoseconds to 256 ns: a whole millisecond must stay one.
    const whole = Math.round(ms);
    return Math.abs(ms - whole) < MICROSECOND_MS ? whole : ms;
  }

  fixed32(): number {
    return this.#data.readUInt32LE(this.#take(4));
  }

  double(): number {
    return this.#data.readDoubleLE(this.#take(8));
  }

  text(): string {
    const length = this.#length();
    const at = this.#take(length);
    return length === 0 ? '' : this.#data.toString('utf8', at, at + length);
  }

  hex(): string {
    const length = this.#length();
    const at = this.#take(length);
    return this.#data.toString('hex', at, at + length);
  }

  bytes(): Buffer {
    const length = this.#length();
    const at = this.#take(length);
    return this.#data.subarray(at, at + length);
  }

  /** A reader of the message that stands here; this one goes on behind it. */
  message(): ProtoReader {
    const length = this.#length();
    const at = this.#take(length);
    return new ProtoReader(this.#data, at, at + length);
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.#take(8);
    else if (wireType === 2) this.#take(this.#length());
    else if (wireType === 5) this.#take(4);
    else throw new WireError(`wire type ${wireType} before byte ${this.#at} does not exist here`);
  }

  #length(): number {
    const length = this.varint();
    if (length >= 0) return length;
    throw new WireError(`negative length before byte ${this.#at}`);
  }

  #byte(): number {
    return this.#data[this.#take(1)] as number;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.#end - at) {
      throw new WireError(`byte ${at}: needs ${count} bytes, the message has ${this.#end - at}`);
    }
    this.#at = at + count;
    return at;
  }
}
