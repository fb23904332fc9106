/** A line as it was written, without its end. */
export type OnLine = (bytes: Buffer, isCut: boolean) => void;

const NEWLINE = 10;
const RETURN = 13;

/**
 * Splits chunks of bytes into lines, wherever the chunks break, also within a character. Of a line
 * longer than `maxBytes` the rest is let go; empty lines are not told.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #onLine: OnLine;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isCut = false;

  constructor(maxBytes: number, onLine: OnLine) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    let at = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, at);
      if (end < 0) break;
      this.#keep(chunk.subarray(at, end));
      this.flush();
      at = end + 1;
    }
    // A part of a chunk would keep the whole chunk alive, and the stream may use it again.
    if (at < chunk.length) this.#keep(Buffer.from(chunk.subarray(at)));
  }

  /** Tells what there is of a line that has no end yet. */
  flush(): void {
    const [first] = this.#parts;
    if (first !== undefined) {
      const whole = this.#parts.length === 1 ? first : Buffer.concat(this.#parts, this.#bytes);
      const end = whole.at(-1) === RETURN ? whole.length - 1 : whole.length;
      if (end > 0) this.#onLine(whole.subarray(0, end), this.#isCut);
    }
    this.#parts = [];
    this.#bytes = 0;
    this.#isCut = false;
  }

  #keep(part: Buffer): void {
    const room = this.#maxBytes - this.#bytes;
    if (part.length > room) this.#isCut = true;
    if (room <= 0 || part.length === 0) return;
    const kept = part.subarray(0, room);
    this.#parts.push(kept);
    this.#bytes += kept.length;
  }
}
