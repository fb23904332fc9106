import { cutText } from '../context/index.ts';
import { HEX } from './hex.ts';

const START_BYTES = 16_384;
const KEPT_MAX_BYTES = 16 * 1024 * 1024;
/** Up to this length a loop over the characters beats a call into native code. */
const SHORT_TEXT = 64;
/** As long as the longest log line may be: nothing that fits into one is cut here. */
const TEXT_MAX_LENGTH = 1_048_576;
const VARINT_1_MAX = 0x80;
const TWO_32 = 4_294_967_296;

/** Writes protobuf into one growing buffer. Nothing is allocated per field. */
export class ProtoWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(startBytes = START_BYTES) {
    this.#buffer = Buffer.allocUnsafeSlow(startBytes);
  }

  get length(): number {
    return this.#at;
  }

  /** The bytes written so far; valid until the next write. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  /** Starts again in the same buffer. */
  clear(): void {
    this.#at = 0;
  }

  /** Hands the bytes over; the writer is done. */
  take(): Buffer {
    return this.view();
  }

  /** Undoes everything after a mark: a span that failed to encode leaves no trace. */
  rewind(mark: number): void {
    this.#at = mark;
    // The memory of an item that was too large is not kept for those that are not.
    if (this.#buffer.length <= KEPT_MAX_BYTES || mark > KEPT_MAX_BYTES) return;
    const kept = Buffer.allocUnsafeSlow(KEPT_MAX_BYTES);
    this.#buffer.copy(kept, 0, 0, mark);
    this.#buffer = kept;
  }

  #ensure(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }

  byte(value: number): void {
    this.#ensure(1);
    this.#buffer[this.#at++] = value;
  }

  /** An unsigned or negative integer; negative ones take ten bytes, as protobuf's int64 does. */
  varint(value: number): void {
    this.#ensure(10);
    if (value < 0 || value > Number.MAX_SAFE_INTEGER) {
      this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    let rest = value;
    while (rest >= VARINT_1_MAX) {
      this.#buffer[this.#at++] = (rest % VARINT_1_MAX) | VARINT_1_MAX;
      rest = Math.floor(rest / VARINT_1_MAX);
    }
    this.#buffer[this.#at++] = rest;
  }

  #bigVarint(value: bigint): void {
    let rest = value;
    while (rest >= 0x80n) {
      this.#buffer[this.#at++] = Number(rest & 0x7fn) | VARINT_1_MAX;
      rest >>= 7n;
    }
    this.#buffer[this.#at++] = Number(rest);
  }

  /** A field that holds text; what is too long for any backend is cut. */
  text(tag: number, given: string): void {
    const text = given.length > TEXT_MAX_LENGTH ? cutText(given, TEXT_MAX_LENGTH) : given;
    const { length } = text;
    this.#ensure(length * 3 + 7);
    this.#buffer[this.#at++] = tag;
    if (length <= SHORT_TEXT && this.#ascii(text, length)) return;
    this.varint(Buffer.byteLength(text));
    this.#at += this.#buffer.write(text, this.#at);
  }

  #ascii(text: string, length: number): boolean {
    const buffer = this.#buffer;
    let at = this.#at + 1;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      buffer[at++] = code;
    }
    buffer[this.#at] = length;
    this.#at = at;
    return true;
  }

  /** A field that holds the bytes of a hexadecimal id. */
  hex(tag: number, text: string): void {
    const bytes = text.length >> 1;
    this.#ensure(bytes + 2);
    const buffer = this.#buffer;
    let at = this.#at;
    buffer[at++] = tag;
    buffer[at++] = bytes;
    for (let index = 0; index < text.length; index += 2) {
      const high = HEX[text.charCodeAt(index)] as number;
      buffer[at++] = (high << 4) | (HEX[text.charCodeAt(index + 1)] as number);
    }
    this.#at = at;
  }

  /** Bytes that were encoded before, their tag included. */
  raw(bytes: Uint8Array): void {
    this.#ensure(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /**
   * Nanoseconds since the epoch as fixed64. Past 2^53, so the product is built from exact halves.
   */
  time(tag: number, seconds: number, nanoseconds: number): void {
    this.#ensure(9);
    const upper = Math.floor(seconds / 65_536) * 1e9;
    const low = (upper % 65_536) * 65_536 + (seconds % 65_536) * 1e9 + nanoseconds;
    const high = Math.floor(upper / 65_536) + Math.floor(low / TWO_32);
    this.#buffer[this.#at++] = tag;
    this.#fixed32(low % TWO_32);
    this.#fixed32(high);
  }

  #fixed32(value: number): void {
    const buffer = this.#buffer;
    let at = this.#at;
    buffer[at++] = value;
    buffer[at++] = value >>> 8;
    buffer[at++] = value >>> 16;
    buffer[at++] = value >>> 24;
    this.#at = at;
  }

  fixed32(value: number): void {
    this.#ensure(4);
    this.#fixed32(value);
  }

  /** A whole number, not negative, below 2^53. */
  fixed64(value: number): void {
    this.#ensure(8);
    this.#fixed32(value % TWO_32);
    this.#fixed32(Math.floor(value / TWO_32));
  }

  double(value: number): void {
    this.#ensure(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  /** Opens a nested message; its length is filled in by `close`. */
  open(tag: number): number {
    this.#ensure(3);
    if (tag < VARINT_1_MAX) this.#buffer[this.#at++] = tag;
    else this.varint(tag);
    this.#at += 1;
    return this.#at;
  }

  /** One byte was kept for the length; a longer one moves the message up. */
  close(start: number): void {
    const length = this.#at - start;
    if (length < VARINT_1_MAX) {
      this.#buffer[start - 1] = length;
      return;
    }
    let extra = 0;
    for (let rest = length; rest >= VARINT_1_MAX; rest = Math.floor(rest / VARINT_1_MAX))
      extra += 1;
    this.#ensure(extra);
    this.#buffer.copyWithin(start + extra, start, this.#at);
    const end = this.#at + extra;
    this.#at = start - 1;
    this.varint(length);
    this.#at = end;
  }
}
