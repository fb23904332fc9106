import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { ByteRing } from './byte-ring.ts';

/** Bytes are gathered in blocks of this size and compressed as one: neighbours are alike. */
export const BLOCK_BYTES = 64 * 1024;
/** A longer item is not taken: it would push out too much of the rest. */
export const ITEM_BYTES_MAX = 4 * 1024 * 1024;
/** The fastest level finds most of what log lines and spans repeat. */
const PACKING = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Blocks that were read last, unpacked: whoever reads a row reads its neighbours too. */
const UNPACKED_MAX = 4;

/** Where an item is: a block by its number, which only rises, and the place in it. */
export interface Place {
  readonly block: number;
  readonly offset: number;
}

/**
 * A ring of byte strings, compressed in blocks. It holds several times its capacity of what repeats
 * itself, as telemetry does, and its capacity of what does not.
 */
export class PackedRing {
  readonly #ring: ByteRing;
  readonly #open = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #used = 0;
  /** Number of the block that is being filled, and of the oldest one that can be read. */
  #block = 0;
  #oldest = 0;
  /** Sealed blocks by number: position in the ring and length there. */
  readonly #sealed = new Map<number, { readonly position: number; readonly length: number }>();
  readonly #unpacked = new Map<number, Buffer>();
  #packedBytes = 0;

  constructor(capacityBytes: number) {
    this.#ring = new ByteRing(capacityBytes);
  }

  /** What the blocks take, compressed. */
  get bytes(): number {
    return this.#packedBytes + this.#used;
  }

  get bytesMax(): number {
    return this.#ring.capacityBytes;
  }

  /** Items of blocks below this one are gone. */
  get oldestBlock(): number {
    return this.#oldest;
  }

  /** Takes at most `ITEM_BYTES_MAX`; look at `oldestBlock` afterwards. */
  add(bytes: Uint8Array): Place {
    if (this.#used + bytes.length > BLOCK_BYTES) this.#seal(this.#open.subarray(0, this.#used));
    if (bytes.length > BLOCK_BYTES) {
      const block = this.#block;
      this.#seal(bytes);
      return { block, offset: 0 };
    }
    const place = { block: this.#block, offset: this.#used };
    this.#open.set(bytes, this.#used);
    this.#used += bytes.length;
    return place;
  }

  /** The item; good until the next call of anything here. */
  read({ block, offset }: Place, length: number): Buffer {
    const bytes = block === this.#block ? this.#open : this.#unpack(block);
    return bytes.subarray(offset, offset + length);
  }

  #seal(raw: Uint8Array): void {
    if (raw.length === 0) return;
    const packed = zstdCompressSync(raw, PACKING);
    const { position, oldest } = this.#ring.makeRoom(packed.length);
    for (let item = this.#sealed.get(this.#oldest); item !== undefined;) {
      if (item.position >= oldest) break;
      this.#sealed.delete(this.#oldest);
      this.#packedBytes -= item.length;
      this.#oldest++;
      item = this.#sealed.get(this.#oldest);
    }
    this.#ring.write(position, packed);
    this.#sealed.set(this.#block, { position, length: packed.length });
    this.#packedBytes += packed.length;
    this.#block++;
    this.#used = 0;
  }

  #unpack(block: number): Buffer {
    const known = this.#unpacked.get(block);
    if (known !== undefined) return known;
    const item = this.#sealed.get(block);
    if (item === undefined) throw new RangeError(`block ${block} is no longer kept`);
    const bytes = zstdDecompressSync(this.#ring.read(item.position, item.length));
    if (this.#unpacked.size >= UNPACKED_MAX) {
      const [first] = this.#unpacked.keys();
      if (first !== undefined) this.#unpacked.delete(first);
    }
    this.#unpacked.set(block, bytes);
    return bytes;
  }
}
