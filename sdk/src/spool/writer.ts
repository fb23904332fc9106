import { closeSync, openSync, renameSync, unlinkSync, writevSync } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';

import { frameAround } from './frame.ts';
import { closeSegment, newSegment, type Segment } from './segment.ts';

const OWNER_ONLY = 0o600;

/** The segment that is being written. Its methods must not overlap. */
export class SegmentWriter {
  readonly #folder: () => string;
  #handle: FileHandle | undefined;
  segment: Segment | undefined;
  /** The one that a write or a rename is under way for. */
  busy: Segment | undefined;
  /** Nothing is to be written any more. */
  isSeized = false;

  /** @param folder asked for each new segment. */
  constructor(folder: () => string) {
    this.#folder = folder;
  }

  /** Appends one frame, whole or not at all. Rejects when the disk does not take it. */
  async append(payload: Uint8Array, items: number): Promise<Segment> {
    if (this.segment === undefined || this.#handle === undefined) {
      const made = newSegment(this.#folder());
      this.busy = made;
      this.#handle = await open(made.path, 'ax', OWNER_ONLY);
      this.segment = made;
      if (this.isSeized) await this.#giveUp(this.#handle, made);
    }
    const { segment } = this;
    this.busy = segment;
    const [head, tail] = frameAround(payload, items);
    const length = head.length + payload.length + tail.length;
    try {
      const { bytesWritten } = await this.#handle.writev([head, payload, tail]);
      if (bytesWritten < length) throw new Error(`only ${bytesWritten} of ${length} bytes fitted`);
    } catch (error) {
      await this.#handle.truncate(segment.bytes).catch(() => undefined);
      throw error;
    }
    segment.bytes += length;
    segment.items += items;
    this.busy = undefined;
    return segment;
  }

  /** Somebody else wrote what was to be written, while the file was being made. */
  async #giveUp(handle: FileHandle, { path }: Segment): Promise<never> {
    await handle.close();
    await unlink(path).catch(() => undefined);
    throw new Error('the spool is written by somebody else');
  }

  /** Ends the segment; the next frame begins a new one. */
  async close(): Promise<void> {
    const { segment } = this;
    const handle = this.#handle;
    this.segment = undefined;
    this.#handle = undefined;
    if (segment === undefined || handle === undefined) return;
    this.busy = segment;
    await handle.close();
    await closeSegment(segment);
    this.busy = undefined;
  }
}

/** Writes a segment of one frame at once, for the exit of the process. Throws when it cannot. */
export function writeSegmentSync(folder: string, payload: Uint8Array, items: number): void {
  const segment = newSegment(folder);
  const fd = openSync(segment.path, 'ax', OWNER_ONLY);
  try {
    const [head, tail] = frameAround(payload, items);
    const length = head.length + payload.length + tail.length;
    if (writevSync(fd, [head, payload, tail]) < length) throw new Error('the disk is full');
  } catch (error) {
    unlinkSync(segment.path);
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(segment.path, segment.path.replace(/\.open$/, `-${items}.seg`));
}
