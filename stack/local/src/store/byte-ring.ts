/** What is written at once, compressed or not, is at most this long. */
const ITEM_BYTES_MAX = 5 * 1024 * 1024;

/**
 * A ring of byte strings, each whole in one piece. Positions only rise; one stays readable until
 * the writer comes round to it, so whoever keeps positions asks for room first and lets go of what
 * `makeRoom` names.
 *
 * It is one piece of memory that the system provides page by page as it is written: an empty ring
 * costs nothing, and a full one leaves no holes between what else the process allocates.
 */
export class ByteRing {
  readonly capacityBytes: number;
  #memory: Buffer | undefined;
  #end = 0;

  /** Holds at least one item of the largest size, whatever the capacity. */
  constructor(capacityBytes: number) {
    this.capacityBytes = Math.max(capacityBytes, ITEM_BYTES_MAX);
  }

  /**
   * Where the next `length` bytes (at most `ITEM_BYTES_MAX`) go: what begins below `oldest` is no
   * longer readable once they are written.
   */
  makeRoom(length: number): { position: number; oldest: number } {
    const left = this.capacityBytes - (this.#end % this.capacityBytes);
    const position = length <= left ? this.#end : this.#end + left;
    return { position, oldest: position + length - this.capacityBytes };
  }

  /** Writes where `makeRoom` said. */
  write(position: number, bytes: Uint8Array): void {
    this.#memory ??= Buffer.allocUnsafeSlow(this.capacityBytes);
    this.#memory.set(bytes, position % this.capacityBytes);
    this.#end = position + bytes.length;
  }

  /** A view, good until something is written over it. */
  read(position: number, length: number): Buffer {
    const at = position % this.capacityBytes;
    return this.#written().subarray(at, at + length);
  }

  /** The same without an end, for what tells its own length. */
  readFrom(position: number): Buffer {
    return this.#written().subarray(position % this.capacityBytes);
  }

  #written(): Buffer {
    if (this.#memory === undefined) throw new RangeError('nothing was written yet');
    return this.#memory;
  }
}
