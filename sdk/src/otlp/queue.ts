import { DROP_REASON } from '../contract/index.ts';
import type { Spool } from '../spool/index.ts';
import { Backoff } from './backoff.ts';
import { ExportBatch, type Scope, type SealedBatch } from './batch.ts';
import type { ExportCounters } from './counters.ts';
import { QueueDisk } from './disk.ts';
import { Idle } from './idle.ts';
import { Moving } from './moving.ts';
import { NO_ANSWER } from './overdue.ts';
import { SealedBuffer } from './sealed-buffer.ts';
import { SealedList } from './sealed-list.ts';
import type { Sender, SendResult } from './sender.ts';
import type { ProtoWriter } from './writer.ts';

export interface QueueSettings {
  readonly maxQueueSize: number;
  readonly maxExportSize: number;
  readonly scheduleDelayMs: number;
  readonly resource: Uint8Array;
  /** May take a sealed request in place of the backend. */
  readonly tap?: (request: Uint8Array, count: number) => boolean;
}

/** Batches under way at once: enough to keep a fast link busy, few enough to bound the memory. */
const MAX_CONCURRENT_SENDS = 2;
/** Items can be large (stacks, attributes); the queue is bounded in bytes as well as in number. */
export const QUEUE_MAX_BYTES = 32 * 1024 * 1024;
/** A batch that has grown to this is sent, however few its items: receivers refuse 4 MB. */
const BATCH_BYTES = 2 * 1024 * 1024;
/** When more than this share of the queue waits to be sent, the oldest batches go to disk. */
const SPILL_SHARE = 0.5;
/** The transport loads this long after the first item. */
const PRELOAD_AFTER_MS = 200;
/** Buffers kept for the next batches; one is filled while others are on their way. */
const BUFFERS_KEPT_MAX = MAX_CONCURRENT_SENDS + 1;

/**
 * Bounded queue of encoded items (spans, log lines). A backend that is down costs memory up to the
 * bound and nothing else: batches are kept and retried with growing pauses; what does not fit goes
 * to the spool when there is one, and is dropped and counted otherwise.
 */
export class ExportQueue {
  readonly #settings: QueueSettings;
  readonly #counters: ExportCounters;
  readonly #loadSender: () => Promise<Sender>;
  /** Told about the first failure of an outage, and about its end. */
  onOutage: ((reason: string, message: string) => void) | undefined;
  onRecovery: (() => void) | undefined;
  /** Opens the spool, when there is to be one; called once, when it is first needed. */
  openSpool: (() => Spool | undefined) | undefined;

  readonly #current: ExportBatch;
  readonly #buffers: SealedBuffer[] = [];
  readonly #sealed = new SealedList();
  readonly #disk: QueueDisk;
  readonly #sending = new Moving();
  readonly #spilling = new Moving();
  #isTaking = false;
  #isCareful = false;
  #sender: Sender | undefined;
  #loading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #preload: NodeJS.Timeout | undefined;
  readonly #backoff = new Backoff();
  #failing = false;
  #closed = false;
  readonly #idle = new Idle();

  constructor(
    settings: QueueSettings,
    counters: ExportCounters,
    loadSender: () => Promise<Sender>,
  ) {
    this.#settings = settings;
    this.#counters = counters;
    this.#loadSender = loadSender;
    this.#current = new ExportBatch(settings.resource);
    this.#disk = new QueueDisk(counters, () => this.openSpool?.());
  }

  /** Items that memory holds. */
  get size(): number {
    const moving = this.#sending.items + this.#spilling.items;
    return this.#current.count + this.#sealed.items + moving;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Encodes an item into the queue. Never throws. */
  add<Item>(scope: Scope, write: (writer: ProtoWriter, item: Item) => void, item: Item): void {
    const counters = this.#counters;
    counters.accepted += 1;
    const full = this.size >= this.#settings.maxQueueSize || this.#sealed.bytes > QUEUE_MAX_BYTES;
    if (this.#closed || full) {
      counters.drop(this.#closed ? DROP_REASON.exit : DROP_REASON.queueFull, 1);
      return;
    }
    try {
      this.#current.add(scope, write, item);
    } catch {
      counters.drop(DROP_REASON.encode, 1);
      return;
    }
    const { count, bytes } = this.#current;
    if (count >= this.#settings.maxExportSize || bytes >= BATCH_BYTES) {
      this.#seal();
      this.#pump();
    } else {
      this.#timer ??= setTimeout(this.#onDelay, this.#settings.scheduleDelayMs).unref();
      // Ready before the first batch is: a process that is told to end soon can still deliver.
      this.#preload ??= setTimeout(() => this.#load(), PRELOAD_AFTER_MS).unref();
    }
  }

  readonly #onDelay = (): void => {
    this.#timer = undefined;
    this.#seal();
    this.#pump();
  };

  #seal(): void {
    if (this.#current.count === 0) return;
    const batch = this.#current.seal(this.#buffers.pop() ?? new SealedBuffer());
    if (this.#settings.tap?.(batch.bytes, batch.count) === true) {
      this.#counters.delivered += batch.count;
      this.#reuse(batch);
      return;
    }
    this.#sealed.append(batch);
    // During an outage at once, so that the queue has room for bursts and a kill costs little.
    const mayWait = this.#failing ? 0 : this.#settings.maxQueueSize * SPILL_SHARE;
    if (this.#sealed.items > mayWait || this.#isCareful) void this.#spill();
  }

  #spillAll(): void {
    for (let left = this.#sealed.length; left > 0; left -= 1) void this.#spill();
  }

  /** The process may run out of memory: everything goes by way of the disk. */
  careful(on: boolean): void {
    this.#isCareful = on;
    if (!on) return;
    this.#seal();
    this.#spillAll();
  }

  /** The backend is behind: the oldest batch makes room in memory. */
  async #spill(): Promise<void> {
    if (this.#closed || this.#disk.spool === undefined) return;
    const batch = this.#sealed.takeFirst();
    if (batch === undefined) return;
    this.#spilling.add(batch);
    const isWritten = await this.#disk.spill(batch);
    if (!this.#spilling.delete(batch)) return;
    if (isWritten) this.#reuse(batch);
    else this.#sealed.putBack(batch);
    this.#pump();
  }

  #reuse({ buffer }: SealedBatch): void {
    if (buffer !== undefined && this.#buffers.length < BUFFERS_KEPT_MAX) this.#buffers.push(buffer);
  }

  /** Takes over what dead processes of the service left on disk. */
  async adopt(isStart: boolean): Promise<void> {
    await this.#disk.adopt(isStart);
    this.#pump();
  }

  #pump(): void {
    if (this.#sender === undefined) {
      if (this.#sealed.length > 0 || this.#disk.hasWaiting) this.#load();
      else this.#idle.now();
      return;
    }
    while (this.#canSend && this.#sealed.length > 0) {
      void this.#send(this.#sender, this.#sealed.takeFirst() as SealedBatch);
    }
    if (this.#canSend && this.#disk.hasWaiting) void this.#sendFromDisk(this.#sender);
    const isMoving = this.#sending.size > 0 || this.#spilling.size > 0;
    if (!isMoving && this.#sealed.length === 0) this.#idle.now();
  }

  get #canSend(): boolean {
    return this.#sending.size < MAX_CONCURRENT_SENDS && !this.#backoff.isPausing && !this.#closed;
  }

  /** What is on disk goes when memory is empty. */
  async #sendFromDisk(sender: Sender): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    const batch = await this.#disk.take();
    this.#isTaking = false;
    if (batch === undefined) return;
    if (this.#canSend) void this.#send(sender, batch);
    else this.#disk.settle(batch, false);
  }

  #load(): void {
    this.#loading ??= this.#loadSender().then(
      (sender) => {
        this.#sender = sender;
        this.#pump();
      },
      (error: unknown) => {
        this.#loading = undefined;
        this.#failed('load', String(error));
        this.#backoff.pause(() => this.#pump());
      },
    );
  }

  async #send(sender: Sender, batch: SealedBatch): Promise<void> {
    this.#sending.add(batch);
    batch.attempts += 1;
    let result: SendResult;
    try {
      result = await sender.send(batch.bytes);
    } catch (error) {
      result = { status: 'retryable', reason: 'exception', message: String(error) };
    }
    // Gone when `close` put it on disk meanwhile: there it waits, whatever became of this attempt.
    if (!this.#sending.delete(batch)) return;
    this.#settle(batch, result);
    // A batch that is tried again keeps its bytes.
    const isDone = result.status !== 'retryable';
    if (isDone) this.#reuse(batch);
    this.#pump();
  }

  #settle(batch: SealedBatch, result: SendResult): void {
    const counters = this.#counters;
    if (result.status === 'delivered') {
      this.#disk.settle(batch, true);
      counters.delivered += batch.count - result.rejected;
      counters.drop(DROP_REASON.rejected, result.rejected);
      counters.lastSuccessMs = Date.now();
      this.#backoff.reset();
      if (this.#failing) this.onRecovery?.();
      this.#failing = false;
      return;
    }
    this.#failed(result.reason, result.message);
    if (result.reason === NO_ANSWER) batch.buffer = undefined;
    if (result.status === 'failed') {
      this.#disk.settle(batch, true);
      counters.drop(DROP_REASON.notRetryable, batch.count);
    } else {
      // Whoever waits for a flush is about to exit: one failed attempt tells what waiting would.
      this.#idle.now();
      if (batch.stored === undefined) this.#sealed.putBack(batch);
      else this.#disk.settle(batch, false);
      // A queue that is full takes nothing, so nothing else would make room in it.
      this.#spillAll();
      this.#backoff.pause(() => this.#pump(), result.retryAfterMs);
    }
  }

  #failed(reason: string, message: string): void {
    this.#counters.fail(reason);
    if (!this.#failing) this.onOutage?.(reason, message);
    this.#failing = true;
  }

  /** Sends what is queued, once more even during a pause; resolves when done or at the deadline. */
  async flush(timeoutMs: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#seal();
    if (this.isEmpty) return;
    this.#backoff.cancel();
    const idle = this.#idle.wait(timeoutMs);
    this.#pump();
    await idle;
  }

  /** Puts what is left on disk or counts it as dropped; nothing is accepted afterwards. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#preload);
    this.#backoff.cancel();
    this.#seal();
    this.#disk.seize();
    const left = [...this.#spilling.takeUnstored(), ...this.#sending.takeUnstored()];
    for (let next = this.#sealed.takeFirst(); next; next = this.#sealed.takeFirst())
      left.push(next);
    for (const batch of left) {
      if (!this.#disk.spillSync(batch)) this.#counters.drop(DROP_REASON.exit, batch.count);
    }
    this.#disk.close();
    this.#sender?.close();
  }
}
