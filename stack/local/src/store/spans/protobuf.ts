/** Bytes that are no protobuf message, or no OTLP. The message says what was met where. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/**
 * A cursor over protobuf bytes that makes no object per field: `next()` moves to a field, then
 * `number`, `type` and either `start`/`end` (length-delimited) or `low`/`high` (the rest) say what
 * is there.
 */
export class Cursor {
  bytes: Buffer;
  /** Behind the current field. */
  at = 0;
  limit = 0;
  number = 0;
  type = 0;
  start = 0;
  end = 0;
  /** The value of a varint or fixed field, as two unsigned 32-bit words. */
  low = 0;
  high = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.limit = bytes.length;
  }

  /** Reads the part from `start` to `end` of other bytes. */
  over(bytes: Buffer, start: number, end: number): this {
    this.bytes = bytes;
    this.at = start;
    this.limit = end;
    return this;
  }

  /** False at the end. */
  next(): boolean {
    if (this.at >= this.limit) return false;
    this.#varint();
    this.number = this.low >>> 3;
    this.type = this.low & 7;
    if (this.number === 0) throw new MalformedError(`field number 0 at byte ${this.at}`);
    if (this.type === 2) {
      this.#varint();
      this.start = this.at;
      this.end = this.at + this.low;
      if (this.high !== 0 || this.end > this.limit) this.#truncated();
      this.at = this.end;
    } else if (this.type === 0) this.#varint();
    else if (this.type === 1) this.#fixed(8);
    else if (this.type === 5) this.#fixed(4);
    else throw new MalformedError(`wire type ${this.type} at byte ${this.at}`);
    return true;
  }

  /** The field as text; the field must be length-delimited. */
  text(): string {
    this.expectBytes();
    return this.bytes.toString('utf8', this.start, this.end);
  }

  expectBytes(): void {
    if (this.type === 2) return;
    throw new MalformedError(`field ${this.number} has wire type ${this.type}, expected bytes`);
  }

  /** An unsigned 64-bit number; exact below 2^53. */
  uint(): number {
    return this.high * 0x1_0000_0000 + this.low;
  }

  /** A signed 64-bit number; exact within 2^53. */
  int(): number {
    return (this.high | 0) * 0x1_0000_0000 + this.low;
  }

  double(): number {
    return this.bytes.readDoubleLE(this.at - 8);
  }

  /** Nanoseconds in a fixed64, as milliseconds. */
  nanosAsMs(): number {
    if (this.type !== 1) throw new MalformedError(`field ${this.number} is no fixed64`);
    // 2^64 nanoseconds do not fit a double. 2^32 of them are 4294 ms and 967296 ns.
    const nanos = this.high * 967_296 + this.low;
    return this.high * 4294 + Math.floor(nanos / 1e6) + (nanos % 1e6) / 1e6;
  }

  #fixed(width: number): void {
    if (this.at + width > this.limit) this.#truncated();
    this.low = this.bytes.readUInt32LE(this.at);
    this.high = width === 8 ? this.bytes.readUInt32LE(this.at + 4) : 0;
    this.at += width;
  }

  #varint(): void {
    const { bytes, limit } = this;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= limit) this.#truncated();
      const byte = bytes[this.at++] as number;
      const part = byte & 0x7f;
      if (shift < 28) low |= part << shift;
      else if (shift === 28) {
        low |= part << 28;
        high |= part >>> 4;
      } else high |= part << (shift - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new MalformedError(`varint of more than ten bytes at byte ${this.at}`);
  }

  #truncated(): never {
    throw new MalformedError(`the message ends in the middle of a field, at byte ${this.at}`);
  }
}
