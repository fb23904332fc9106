/** Address space, not memory: pages are taken as a request grows into them. */
const MAX_BYTES = 64 * 1024 * 1024;
const START_BYTES = 65_536;

/**
 * Memory of one request, used again from request to request, whose length is exactly that of the
 * request. The gRPC transport copies any view it is given, and those copies live until the next
 * full garbage collection; a whole ArrayBuffer of the right length it takes as it is.
 */
export class SealedBuffer {
  readonly #memory = new ArrayBuffer(START_BYTES, { maxByteLength: MAX_BYTES });

  /** Writes the parts one after the other; the bytes are valid until the next call. */
  hold(parts: readonly Uint8Array[]): Uint8Array {
    let length = 0;
    for (const part of parts) length += part.length;
    if (length > MAX_BYTES) return Buffer.concat(parts);
    this.#memory.resize(length);
    const bytes = new Uint8Array(this.#memory);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
