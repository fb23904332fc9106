import { DROP_REASON } from '../../contract/index.ts';
import { LastWords } from '../../spool/index.ts';
import type { LogCounters } from '../counters.ts';
import { Chunks, type Chunk } from './chunks.ts';
import { closeDeadLetters } from './dead-letters.ts';
import { Courier, type CourierEvents } from './courier.ts';
import type { Account, ShipperSettings } from './messages.ts';

/** A chunk goes to the shipper when it is full, or this long after its first line. */
const GATHER_MS = 200;
/** Lines of one bulk request. */
const LINES_MAX = 2000;

export type OutboxSettings = Omit<ShipperSettings, 'knownLines'>;

/**
 * The service's end of the direct way: gathers lines, hands them to the shipper and keeps them
 * until it says that they are delivered or on disk. Memory is bounded; nothing blocks or throws.
 */
export class Outbox {
  readonly #counters: LogCounters;
  readonly #settings: OutboxSettings;
  readonly #chunks = new Chunks();
  readonly #courier: Courier;
  readonly #events: CourierEvents;
  readonly #disk = { items: 0 };
  /** Handed over and not settled, by number. */
  readonly #sent = new Map<number, Chunk>();
  #current: Chunk | undefined;
  #nextId = 1;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(settings: OutboxSettings, counters: LogCounters, events: CourierEvents) {
    this.#settings = settings;
    this.#counters = counters;
    this.#events = events;
    counters.disk = this.#disk;
    this.#courier = new Courier(settings, {
      // Looked up when they are called: whoever tells them is put together later.
      onOutage: (reason, message) => events.onOutage(reason, message),
      onRecovery: () => events.onRecovery(),
      onDiskFault: (message) => events.onDiskFault(message),
      onDeadLetter: (message) => events.onDeadLetter(message),
      onDropped: (reason) => events.onDropped(reason),
      onThreadDied: (message) => events.onThreadDied(message),
      onAccount: (account) => this.#apply(account),
      // What the thread that died had not settled goes to the next one.
      knownLines: () => this.#disk.items,
      onRestart: () => [...this.#sent].map(([id, chunk]) => batchOf(id, chunk)),
    });
  }

  get isEmpty(): boolean {
    return this.#sent.size === 0 && this.#current === undefined;
  }

  /** Copies a line in; false = there is no room. */
  add(line: Buffer): boolean {
    const chunk = this.#roomFor(line.length);
    if (chunk === undefined) return false;
    chunk.buffer.set(line, chunk.used);
    this.#added(chunk, line.length);
    return true;
  }

  addText(line: string): boolean {
    const bytes = Buffer.byteLength(line);
    const chunk = this.#roomFor(bytes);
    if (chunk === undefined) return false;
    this.#added(chunk, chunk.buffer.write(line, chunk.used));
    return true;
  }

  #roomFor(bytes: number): Chunk | undefined {
    if (this.#isClosed) return undefined;
    const current = this.#current;
    if (current !== undefined && current.used + bytes <= current.buffer.length) return current;
    this.#handOver();
    this.#current = this.#chunks.take(bytes);
    return this.#current;
  }

  #added(chunk: Chunk, bytes: number): void {
    chunk.used += bytes;
    chunk.lines += 1;
    if (chunk.lines >= LINES_MAX) this.#handOver();
    else this.#timer ??= setTimeout(() => this.#handOver(), GATHER_MS).unref();
  }

  #handOver(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    if (current.lines === 0) {
      this.#chunks.giveBack(current);
      return;
    }
    const chunk = this.#chunks.packed(current);
    const id = this.#nextId++;
    this.#sent.set(id, chunk);
    this.#courier.send(batchOf(id, chunk));
  }

  #apply(account: Account): void {
    const counters = this.#counters;
    counters.delivered += account.delivered ?? 0;
    counters.deadLettered += account.deadLettered ?? 0;
    counters.rejectedStored += account.rejectedStored ?? 0;
    counters.adopted += account.adopted ?? 0;
    for (const [reason, lines] of Object.entries(account.dropped ?? {})) {
      counters.drop(reason, lines);
      if (lines > 0) this.#events.onDropped(reason);
    }
    for (const reason of Object.keys(account.failures ?? {})) counters.fail(reason);
    counters.lastSuccessMs = account.lastSuccessMs ?? counters.lastSuccessMs;
    this.#disk.items = account.spooled;
    for (const id of account.settled ?? []) {
      const chunk = this.#sent.get(id);
      this.#sent.delete(id);
      if (chunk !== undefined) this.#chunks.giveBack(chunk);
    }
  }

  /** The process may run out of memory: what waits goes to disk before anything else is tried. */
  careful(on: boolean): void {
    if (on) this.#handOver();
    this.#courier.send({ kind: 'careful', on });
  }

  /** Everything delivered or on disk; resolves when that is so, or at the deadline. */
  async flush(timeoutMs: number): Promise<void> {
    this.#handOver();
    if (this.#sent.size > 0) await this.#courier.flush(timeoutMs);
  }

  /** Nothing to do at once: what is left is written by `close`. */
  flushSync(): void {
    this.#handOver();
  }

  /**
   * For the exit: what is not settled goes to disk at once, where the next start finds it. What the
   * shipper delivers meanwhile is found out by its id, and not stored twice.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#handOver();
    this.#isClosed = true;
    this.#courier.close();
    const { spool } = this.#settings;
    if (spool !== undefined) closeDeadLetters(spool.dir, spool.service, spool.folder);
    const left = [...this.#sent.values()];
    this.#sent.clear();
    const lines = left.reduce((sum, chunk) => sum + chunk.lines, 0);
    if (lines === 0) return;
    if (this.#save(left)) this.#disk.items += lines;
    else this.#counters.drop(DROP_REASON.exit, lines);
  }

  /** In a folder beside the shipper's, which may be writing into its own at this moment. */
  #save(left: readonly Chunk[]): boolean {
    const { spool } = this.#settings;
    if (spool === undefined) return false;
    const frames = left.map(({ buffer, used, lines }) => ({
      payload: Buffer.from(buffer.subarray(0, used)),
      items: lines,
    }));
    return new LastWords(spool.dir, spool.service, 'logs').write(frames);
  }
}

function batchOf(id: number, { memory, used, lines }: Chunk) {
  return { kind: 'batch', id, memory, length: used, lines } as const;
}
