import { rmSync } from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { DROP_REASON } from '../contract/index.ts';
import type { SpoolFolder } from './folder.ts';
import { Inventory } from './inventory.ts';
import type { SpoolEvents, SpoolLimits, TakenSegment } from './limits.ts';
import { closedPath, contentsOf, listSegments, type Segment } from './segment.ts';
import { SegmentWriter, writeSegmentSync } from './writer.ts';

/** A segment may be at most this share of the whole, so that there is something to let go of. */
const SEGMENT_SHARE = 4;

/**
 * A bounded queue on disk. Memory holds one entry per segment and no payload. What does not fit
 * costs the oldest segment, what is too old goes, and both are told. Nothing rejects.
 *
 * Files are not flushed to the medium one by one: what was appended survives the death of the
 * process, and of a machine that loses power as much as the system had written.
 */
export class Spool {
  readonly #folder: SpoolFolder;
  readonly #limits: SpoolLimits;
  readonly #events: SpoolEvents;
  readonly #writer: SegmentWriter;
  readonly #inventory = new Inventory();
  /** Operations wait for each other: a segment is not taken while it is written. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: SpoolFolder, limits: SpoolLimits, events: SpoolEvents) {
    this.#folder = folder;
    this.#events = events;
    const segmentBytes = Math.min(limits.segmentBytes, limits.maxBytes / SEGMENT_SHARE);
    this.#limits = { ...limits, segmentBytes };
    this.#writer = new SegmentWriter(() => folder.ready());
  }

  /** Items on disk, those that are being delivered included. */
  get items(): number {
    return this.#inventory.items;
  }

  /** False when nothing is on disk, or everything there is being delivered. */
  get hasWaiting(): boolean {
    return this.#inventory.waiting !== undefined;
  }

  #inTurn<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
    const result = this.#last.then(work).catch((error: unknown) => {
      if (!this.#writer.isSeized) this.#events.onFault(error as Error);
      return otherwise;
    });
    this.#last = result;
    return result;
  }

  /** Writes one frame; false when the disk does not take it: then it is still the caller's. */
  append(payload: Uint8Array, items: number): Promise<boolean> {
    return this.#inTurn(async () => {
      this.#expire();
      if (this.#writer.isSeized || !this.#makeRoom(payload.length)) return false;
      const known = this.#writer.segment;
      const before = known?.bytes ?? 0;
      const segment = await this.#writer.append(payload, items);
      if (known === undefined) this.#inventory.add(segment);
      else this.#inventory.grow(items, segment.bytes - before);
      if (segment.bytes >= this.#limits.segmentBytes) await this.#writer.close();
      return true;
    }, false);
  }

  /** Before `appendSync`, where a segment is one frame: writes that have not ended never were. */
  seize(): void {
    this.#writer.isSeized = true;
    const { busy } = this.#writer;
    if (busy === undefined) return;
    this.#inventory.forget(busy);
    // In this order: once the first name is gone, nobody can give it the second one.
    for (const path of [busy.path, closedPath(busy)]) rmSync(path, { force: true });
  }

  /** The same at once, for the exit of the process: each frame as a segment of its own. */
  appendSync(payload: Uint8Array, items: number): boolean {
    if (!this.#makeRoom(payload.length)) return false;
    try {
      writeSegmentSync(this.#folder.ready(), payload, items);
      this.#inventory.grow(items, payload.length);
      return true;
    } catch (error) {
      this.#events.onFault(error as Error);
      return false;
    }
  }

  #makeRoom(bytes: number): boolean {
    const { maxBytes } = this.#limits;
    if (bytes > maxBytes) return false;
    for (const oldest of this.#inventory.free(this.#writer.segment)) {
      if (this.#inventory.bytes + bytes <= maxBytes) return true;
      this.#drop(oldest, DROP_REASON.spoolFull);
    }
    return this.#inventory.bytes + bytes <= maxBytes;
  }

  #expire(): void {
    const oldestMs = performance.now() - this.#limits.maxAgeMs;
    for (const segment of this.#inventory.free(this.#writer.segment)) {
      if (segment.bornMs < oldestMs) this.#drop(segment, DROP_REASON.spoolExpired);
    }
  }

  #drop(segment: Segment, reason: string): void {
    const { items } = segment;
    this.#inventory.forget(segment);
    unlink(segment.path).catch(() => undefined);
    this.#events.onDropped(reason, items);
  }

  /** The oldest segment that nobody delivers yet. */
  take(): Promise<TakenSegment | undefined> {
    return this.#inTurn<TakenSegment | undefined>(async () => {
      this.#expire();
      for (;;) {
        const segment = this.#inventory.waiting;
        if (segment === undefined) return undefined;
        if (segment === this.#writer.segment) await this.#writer.close();
        const taken = await this.#read(segment);
        if (taken !== undefined) return taken;
      }
    }, undefined);
  }

  async #read(segment: Segment): Promise<TakenSegment | undefined> {
    let contents;
    try {
      contents = await contentsOf(segment, this.#limits.isText);
    } catch (error) {
      this.#events.onFault(error as Error);
      this.#drop(segment, DROP_REASON.spoolCorrupt);
      return undefined;
    }
    const inventory = this.#inventory;
    const whole = contents.frames.reduce((sum, { items }) => sum + items, 0);
    const lost = segment.items - whole;
    inventory.settle(segment, lost);
    if (lost > 0) this.#events.onDropped(DROP_REASON.spoolCorrupt, lost);
    else if (lost < 0) this.#events.onAdopted(-lost);
    inventory.take(segment);
    return {
      frames: contents.frames,
      settle: (items) => inventory.settle(segment, items),
      done: async () => {
        inventory.forget(segment);
        await unlink(segment.path).catch(() => undefined);
      },
      putBack: () => inventory.putBack(segment),
    };
  }

  /** Takes over what dead processes left, and at start what a thread that died did. */
  adopt(isStart: boolean): Promise<number> {
    return this.#inTurn(async () => {
      // Otherwise everything in it is ours, and known.
      const isTakenUp = isStart && this.#folder.isTakenUp;
      let adopted = isTakenUp ? await this.#list(this.#folder.path) : 0;
      for (const folder of this.#folder.claim()) {
        adopted += await this.#list(folder);
        rmSync(folder, { recursive: true, force: true });
      }
      this.#makeRoom(0);
      return adopted;
    }, 0);
  }

  async #list(folder: string): Promise<number> {
    let items = 0;
    for (const segment of await listSegments(folder, this.#limits.isText)) {
      if (folder !== this.#folder.path) {
        const to = join(this.#folder.path, basename(segment.path));
        await rename(segment.path, to);
        segment.path = to;
      }
      this.#inventory.add(segment);
      items += segment.items;
      // At once: the account of the signal holds at every moment.
      this.#events.onAdopted(segment.items);
    }
    this.#inventory.sort();
    return items;
  }

  /** Closes the file that is being written. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#writer.close(), undefined);
    this.#folder.close();
  }
}
