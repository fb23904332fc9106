/** Bytes are kept in chunks of this size, allocated as they are needed, then used again. */
export const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * A ring of byte strings, each whole in one chunk. Positions only rise; one stays readable until
 * the writer comes round to its chunk, so whoever keeps positions asks for room first and lets go
 * of what `makeRoom` names.
 */
export class ByteRing {
  readonly capacityBytes: number;
  readonly #chunks: (Buffer | undefined)[];
  #end = 0;

  /** `capacityBytes` is rounded up to whole chunks, at least two. */
  constructor(capacityBytes: number) {
    const count = Math.max(2, Math.ceil(capacityBytes / CHUNK_BYTES));
    this.capacityBytes = count * CHUNK_BYTES;
    this.#chunks = Array.from({ length: count }, () => undefined);
  }

  /** Chunks that hold memory by now. */
  get allocatedBytes(): number {
    return this.#chunks.filter((chunk) => chunk !== undefined).length * CHUNK_BYTES;
  }

  /**
   * Where the next `length` bytes (at most `CHUNK_BYTES`) go: everything below `oldest` is no
   * longer readable once they are written.
   */
  makeRoom(length: number): { position: number; oldest: number } {
    const left = CHUNK_BYTES - (this.#end % CHUNK_BYTES);
    const position = length <= left ? this.#end : this.#end + left;
    const chunkStart = position - (position % CHUNK_BYTES);
    return { position, oldest: chunkStart - this.capacityBytes + CHUNK_BYTES };
  }

  /** Writes where `makeRoom` said. */
  write(position: number, bytes: Uint8Array): void {
    const slot = Math.floor(position / CHUNK_BYTES) % this.#chunks.length;
    const chunk = (this.#chunks[slot] ??= Buffer.allocUnsafeSlow(CHUNK_BYTES));
    chunk.set(bytes, position % CHUNK_BYTES);
    this.#end = position + bytes.length;
  }

  /** A view, good until the chunk is written again. */
  read(position: number, length: number): Buffer {
    const slot = Math.floor(position / CHUNK_BYTES) % this.#chunks.length;
    const at = position % CHUNK_BYTES;
    const chunk = this.#chunks[slot];
    if (chunk === undefined) throw new RangeError(`nothing was written at ${position}`);
    return chunk.subarray(at, at + length);
  }
}
