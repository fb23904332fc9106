/** Lines that are gathered before they go to the shipper, in memory that both threads see. */
export interface Chunk {
  readonly memory: SharedArrayBuffer;
  readonly buffer: Buffer;
  used: number;
  lines: number;
}

/** A chunk holds this much, or one line that is longer. */
export const CHUNK_BYTES = 256 * 1024;
/** All chunks together, those at the shipper's included. */
export const CHUNKS_MAX_BYTES = 16 * 1024 * 1024;
/** Above this share of it in use, a chunk goes as it is. */
const PACKED_SHARE = 0.5;
/** Free chunks that are kept for the next lines. */
const KEPT_MAX = 4;

/** The memory of all lines that are not settled yet; bounded, and used again. */
export class Chunks {
  readonly #free: Chunk[] = [];
  #usedBytes = 0;

  /** undefined = the bound is reached. */
  take(bytes: number): Chunk | undefined {
    const isUsual = bytes <= CHUNK_BYTES;
    const size = isUsual ? CHUNK_BYTES : bytes;
    if (this.#usedBytes + size > CHUNKS_MAX_BYTES) return undefined;
    this.#usedBytes += size;
    return (isUsual ? this.#free.pop() : undefined) ?? newChunk(size);
  }

  /**
   * The chunk in memory of its own size, when most of it is empty: whoever writes little would
   * otherwise use up the bound with what is not there.
   */
  packed(chunk: Chunk): Chunk {
    const { buffer, used, lines } = chunk;
    if (buffer.length !== CHUNK_BYTES || used > CHUNK_BYTES * PACKED_SHARE) return chunk;
    const small = newChunk(used);
    small.buffer.set(buffer.subarray(0, used));
    small.used = used;
    small.lines = lines;
    this.#usedBytes += used;
    this.giveBack(chunk);
    return small;
  }

  giveBack(chunk: Chunk): void {
    this.#usedBytes -= chunk.buffer.length;
    chunk.used = 0;
    chunk.lines = 0;
    const isUsual = chunk.buffer.length === CHUNK_BYTES;
    if (isUsual && this.#free.length < KEPT_MAX) this.#free.push(chunk);
  }
}

function newChunk(size: number): Chunk {
  const memory = new SharedArrayBuffer(size);
  return { memory, buffer: Buffer.from(memory), used: 0, lines: 0 };
}
