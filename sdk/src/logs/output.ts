import { DROP_REASON } from '../contract/index.ts';
import type { LogCounters } from './counters.ts';
import { Patience, sleepSync } from './patience.ts';
import type { WriteBytes } from './stdout.ts';

/** One write takes up to this much. */
const CHUNK_BYTES = 65_536;
/** While the reader is behind, this much is kept; what comes on top is dropped and counted. */
export const OUTPUT_MAX_BYTES = 8 * 1024 * 1024;
/**
 * The first line after a pause is written within the turn of the loop. Under load lines gather for
 * this long: one write then carries many, and a killed process loses no more than this.
 */
const GATHER_MS = 5;
const RETRY_AFTER_MS = 20;
/** How long the last write at exit waits for a reader that is behind. */
const EXIT_WAIT_MS = 2000;

interface Chunk {
  readonly bytes: Buffer;
  lines: number;
}

/** Gathers lines into chunks and writes them without ever blocking the event loop. */
export class OutputBuffer {
  readonly #write: WriteBytes;
  readonly #isImmediate: boolean;
  readonly #counters: LogCounters;
  #current = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #used = 0;
  #lines = 0;
  /** Full chunks that the reader has not taken; the first one may be half written. */
  readonly #waiting: Chunk[] = [];
  #waitingBytes = 0;
  #offset = 0;
  #isScheduled = false;
  #lastFlushMs = 0;
  readonly #patience = new Patience();
  #gather: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(write: WriteBytes, isImmediate: boolean, counters: LogCounters) {
    this.#write = write;
    this.#isImmediate = isImmediate;
    this.#counters = counters;
  }

  /** Copies a line in; false = there is no room. */
  add(line: Buffer): boolean {
    if (!this.#makeRoom(line.length)) return false;
    this.#current.set(line, this.#used);
    this.#added(line.length);
    return true;
  }

  addText(line: string): boolean {
    // UTF-8 takes at most three bytes per UTF-16 unit; only long lines are measured exactly.
    const most = line.length * 3;
    if (!this.#makeRoom(most <= CHUNK_BYTES ? most : Buffer.byteLength(line))) return false;
    this.#added(this.#current.write(line, this.#used));
    return true;
  }

  #makeRoom(bytes: number): boolean {
    if (this.#used + bytes <= this.#current.length) return true;
    this.#flush();
    if (this.#waitingBytes + bytes > OUTPUT_MAX_BYTES && !this.#waitForRoom(bytes)) return false;
    if (bytes > this.#current.length) this.#current = Buffer.allocUnsafeSlow(bytes);
    return true;
  }

  /** Waits for the reader within the allowance; false = still no room. */
  #waitForRoom(bytes: number): boolean {
    return this.#patience.waitUntil(
      () => this.#waitingBytes + bytes <= OUTPUT_MAX_BYTES,
      () => this.#flush(),
    );
  }

  #added(bytes: number): void {
    this.#used += bytes;
    this.#lines += 1;
    if (this.#isImmediate) this.#flush();
    else if (!this.#isScheduled) this.#schedule();
  }

  #schedule(): void {
    this.#isScheduled = true;
    if (performance.now() - this.#lastFlushMs > GATHER_MS) {
      setImmediate(this.#onTurn);
    } else if (this.#gather === undefined) {
      // The exit writes what waits, so the timer need not keep the process.
      this.#gather = setTimeout(this.#onTurn, GATHER_MS).unref();
    } else {
      this.#gather.refresh();
    }
  }

  readonly #onTurn = (): void => {
    this.#isScheduled = false;
    this.#flush();
  };

  /** Writes what the reader takes without waiting. */
  #flush(): void {
    this.#lastFlushMs = performance.now();
    try {
      if (this.#waiting.length === 0 && this.#used > 0) this.#writeCurrent();
      while (this.#waiting.length > 0 && this.#writeWaiting());
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The usual case: everything goes out at once, and the chunk is used again. */
  #writeCurrent(): void {
    const bytes = this.#current.subarray(0, this.#used);
    const taken = this.#write(bytes, 0);
    if (taken === bytes.length) {
      this.#delivered(this.#lines);
      this.#used = 0;
      this.#lines = 0;
      return;
    }
    this.#setAside();
    this.#offset = taken;
    this.#retryLater();
  }

  /** Moves the current chunk to those that wait. */
  #setAside(): void {
    const bytes = this.#current.subarray(0, this.#used);
    this.#waiting.push({ bytes, lines: this.#lines });
    this.#waitingBytes += bytes.length;
    this.#current = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.#used = 0;
    this.#lines = 0;
  }

  /** True when the first waiting chunk went out whole. */
  #writeWaiting(): boolean {
    if (this.#used > 0) this.#setAside();
    const [chunk] = this.#waiting;
    if (chunk === undefined) return false;
    this.#offset += this.#write(chunk.bytes, this.#offset);
    if (this.#offset < chunk.bytes.length) {
      this.#retryLater();
      return false;
    }
    this.#waiting.shift();
    this.#waitingBytes -= chunk.bytes.length;
    this.#offset = 0;
    this.#delivered(chunk.lines);
    return true;
  }

  #delivered(lines: number): void {
    this.#counters.delivered += lines;
    this.#counters.lastSuccessMs = Date.now();
  }

  /** The descriptor is broken (closed pipe): nothing that waits can be written any more. */
  #fail(error: unknown): void {
    let lines = this.#lines;
    for (const chunk of this.#waiting.splice(0)) lines += chunk.lines;
    this.#counters.fail((error as NodeJS.ErrnoException).code ?? 'write');
    this.#counters.drop(DROP_REASON.rejected, lines);
    this.#waitingBytes = 0;
    this.#offset = 0;
    this.#used = 0;
    this.#lines = 0;
  }

  #retryLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.#flush();
    }, RETRY_AFTER_MS);
  }

  /** Writes everything; waits a bounded time for a slow reader. */
  flushSync(): void {
    this.#flush();
    if (this.#waiting.length === 0) return;
    const deadline = performance.now() + EXIT_WAIT_MS;
    while (this.#waiting.length > 0 && performance.now() < deadline) {
      sleepSync(5);
      this.#flush();
    }
  }
}
