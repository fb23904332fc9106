import type { Spool } from '../spool/index.ts';
import type { SealedBatch } from './batch.ts';
import type { ExportCounters } from './counters.ts';

/**
 * Where a queue puts batches that memory has no room for, and what is left at the exit. Without a
 * spool every method says no.
 */
export class QueueDisk {
  readonly #counters: ExportCounters;
  readonly #open: () => Spool | undefined;
  #spool: Spool | undefined;
  #isOpened = false;

  /** @param open called once, when the disk is first needed. */
  constructor(counters: ExportCounters, open: () => Spool | undefined) {
    this.#counters = counters;
    this.#open = open;
  }

  get spool(): Spool | undefined {
    if (!this.#isOpened) {
      this.#isOpened = true;
      this.#spool = this.#open();
      this.#counters.disk = this.#spool;
    }
    return this.#spool;
  }

  get hasWaiting(): boolean {
    return this.#spool?.hasWaiting === true;
  }

  /** Writes a batch; false = it is still the queue's. */
  async spill(batch: SealedBatch): Promise<boolean> {
    return (await this.spool?.append(batch.bytes, batch.count)) === true;
  }

  /** Before `spillSync`: batches whose writing has not ended are the queue's again. */
  seize(): void {
    this.#spool?.seize();
  }

  /** Writes a batch at once; false = it is lost. */
  spillSync({ bytes, count }: SealedBatch): boolean {
    return this.spool?.appendSync(bytes, count) === true;
  }

  /** The oldest batch on disk, ready to be sent. */
  async take(): Promise<SealedBatch | undefined> {
    for (;;) {
      const stored = await this.#spool?.take();
      if (stored === undefined) return undefined;
      const [frame] = stored.frames;
      if (frame !== undefined) {
        return { bytes: frame.payload, count: frame.items, attempts: 0, stored };
      }
      // Nothing of it can be read: the next one.
      await stored.done();
    }
  }

  /** A batch from disk has found its end, or goes back. */
  settle({ stored, count }: SealedBatch, isDone: boolean): void {
    if (stored === undefined) return;
    if (isDone) {
      stored.settle(count);
      void stored.done();
    } else {
      stored.putBack();
    }
  }

  /** Takes over what earlier processes left. */
  async adopt(isStart: boolean): Promise<void> {
    await this.spool?.adopt(isStart);
  }

  close(): void {
    void this.#spool?.close();
  }
}
