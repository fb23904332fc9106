import { DROP_REASON } from '../contract/index.ts';
import { Backoff } from './backoff.ts';
import { ExportBatch, type Scope, type SealedBatch } from './batch.ts';
import type { ExportCounters } from './counters.ts';
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
/** The transport loads this long after the first item. */
const PRELOAD_AFTER_MS = 200;
/** Buffers kept for the next batches; one is filled while others are on their way. */
const BUFFERS_KEPT_MAX = MAX_CONCURRENT_SENDS + 1;

/**
 * Bounded queue of encoded items (spans, log lines). A backend that is down costs memory up to the
 * bound and nothing else: batches are kept and retried with growing pauses; what does not fit is
 * dropped and counted.
 */
export class ExportQueue {
  readonly #settings: QueueSettings;
  readonly #counters: ExportCounters;
  readonly #loadSender: () => Promise<Sender>;
  /** Told about the first failure of an outage, and about its end. */
  onOutage: ((reason: string, message: string) => void) | undefined;
  onRecovery: (() => void) | undefined;

  readonly #current: ExportBatch;
  readonly #buffers: SealedBuffer[] = [];
  readonly #sealed = new SealedList();
  #sending = 0;
  #sendingItems = 0;
  #sender: Sender | undefined;
  #loading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #preload: NodeJS.Timeout | undefined;
  readonly #backoff = new Backoff();
  #failing = false;
  #closed = false;
  readonly #idle: (() => void)[] = [];

  constructor(
    settings: QueueSettings,
    counters: ExportCounters,
    loadSender: () => Promise<Sender>,
  ) {
    this.#settings = settings;
    this.#counters = counters;
    this.#loadSender = loadSender;
    this.#current = new ExportBatch(settings.resource);
  }

  get #size(): number {
    return this.#current.count + this.#sealed.items + this.#sendingItems;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Encodes an item into the queue. Never throws. */
  add<Item>(scope: Scope, write: (writer: ProtoWriter, item: Item) => void, item: Item): void {
    const counters = this.#counters;
    counters.accepted += 1;
    const full = this.#size >= this.#settings.maxQueueSize || this.#sealed.bytes > QUEUE_MAX_BYTES;
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
    if (this.#current.count >= this.#settings.maxExportSize) {
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
      this.#buffers.push(batch.buffer);
      return;
    }
    this.#sealed.append(batch);
  }

  #pump(): void {
    if (this.#sender === undefined) {
      if (this.#sealed.length > 0) this.#load();
      else this.#resolveIdle();
      return;
    }
    while (
      this.#sealed.length > 0 &&
      this.#sending < MAX_CONCURRENT_SENDS &&
      !this.#backoff.isPausing
    ) {
      void this.#send(this.#sender, this.#sealed.takeFirst() as SealedBatch);
    }
    if (this.#sending === 0 && this.#sealed.length === 0) this.#resolveIdle();
  }

  #resolveIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
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
    this.#sending += 1;
    this.#sendingItems += batch.count;
    batch.attempts += 1;
    let result: SendResult;
    try {
      result = await sender.send(batch.bytes);
    } catch (error) {
      result = { status: 'retryable', reason: 'exception', message: String(error) };
    }
    this.#sending -= 1;
    this.#sendingItems -= batch.count;
    this.#settle(batch, result);
    // A batch that is tried again keeps its bytes.
    const isDone = result.status !== 'retryable' || this.#closed;
    if (isDone && this.#buffers.length < BUFFERS_KEPT_MAX) this.#buffers.push(batch.buffer);
    this.#pump();
  }

  #settle(batch: SealedBatch, result: SendResult): void {
    const counters = this.#counters;
    if (result.status === 'delivered') {
      counters.delivered += batch.count - result.rejected;
      counters.drop(DROP_REASON.rejected, result.rejected);
      counters.lastSuccessMs = Date.now();
      this.#backoff.reset();
      if (this.#failing) this.onRecovery?.();
      this.#failing = false;
      return;
    }
    this.#failed(result.reason, result.message);
    if (result.status === 'failed') {
      counters.drop(DROP_REASON.notRetryable, batch.count);
    } else if (this.#closed) {
      counters.drop(DROP_REASON.exit, batch.count);
    } else {
      // Whoever waits for a flush is about to exit: one failed attempt tells what waiting would.
      this.#resolveIdle();
      this.#sealed.putBack(batch);
      this.#backoff.pause(() => this.#pump());
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
    let timer: NodeJS.Timeout | undefined;
    const idle = new Promise<void>((resolve) => {
      this.#idle.push(resolve);
    });
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    this.#pump();
    await Promise.race([idle, deadline]);
    clearTimeout(timer);
  }

  /** Counts what is left as dropped; nothing is accepted afterwards. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#preload);
    this.#backoff.cancel();
    this.#counters.drop(DROP_REASON.exit, this.#current.count + this.#sealed.items);
    this.#current.clear();
    this.#sealed.clear();
    this.#sender?.close();
  }
}
