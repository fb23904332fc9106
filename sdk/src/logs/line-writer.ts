const START_BYTES = 4096;
/** Longer texts are written by native code. */
const SHORT_TEXT = 64;

/** Builds a line as bytes, so that writing it leaves nothing behind for the garbage collector. */
export class LineWriter {
  #buffer = Buffer.allocUnsafeSlow(START_BYTES);
  #at = 0;

  clear(): void {
    this.#at = 0;
  }

  /** The line; valid until the next `clear`. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #ensure(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }

  raw(bytes: Uint8Array): void {
    this.#ensure(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Text that is known to be ASCII: ids, times, numbers. */
  ascii(text: string): void {
    const { length } = text;
    this.#ensure(length);
    const buffer = this.#buffer;
    const at = this.#at;
    for (let index = 0; index < length; index += 1) buffer[at + index] = text.charCodeAt(index);
    this.#at = at + length;
  }

  /** Any text. */
  text(text: string): void {
    this.#ensure(text.length * 3);
    this.#at += this.#buffer.write(text, this.#at);
  }

  /** Text as a JSON string. */
  json(text: string): void {
    const { length } = text;
    if (length > SHORT_TEXT || !this.#plainJson(text, length)) this.text(JSON.stringify(text));
  }

  /** The usual case: nothing to escape. */
  #plainJson(text: string, length: number): boolean {
    this.#ensure(length + 2);
    const buffer = this.#buffer;
    let at = this.#at;
    buffer[at++] = QUOTE;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) return false;
      buffer[at++] = code;
    }
    buffer[at++] = QUOTE;
    this.#at = at;
    return true;
  }

  /**
   * A whole number, not negative. Digit by digit: V8 keeps the texts of recent numbers in a cache
   * of the old generation, so that each `String(value)` would outlive its request.
   */
  number(value: number): void {
    this.#ensure(MAX_DIGITS);
    const buffer = this.#buffer;
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits += 1;
    let at = this.#at + digits;
    this.#at = at;
    let rest = value;
    // Past 32 bits only division is exact; below, integer arithmetic is several times faster.
    while (rest > MAX_INT) {
      const next = Math.floor(rest / 10);
      buffer[--at] = ZERO + (rest - next * 10);
      rest = next;
    }
    let small = rest | 0;
    do {
      const next = (small / 10) | 0;
      buffer[--at] = ZERO + (small - next * 10);
      small = next;
    } while (small > 0);
  }
}

const ZERO = 0x30;
const MAX_INT = 0x7f_ff_ff_ff;
/** Of the largest whole number that is exact. */
const MAX_DIGITS = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
