import { taps } from '../context/index.ts';
import { DROP_REASON } from '../contract/index.ts';
import type { LogCounters } from './counters.ts';
import type { WriteBytes } from './stdout.ts';
import { truncateLine } from './truncate.ts';

/** Lines wait at most one turn of the event loop, or until this much has gathered. */
const FLUSH_AT_LENGTH = 65_536;
/** While the reader is behind, this much is kept; older lines stay, newer ones are dropped and counted. */
export const SINK_MAX_LENGTH = 8 * 1024 * 1024;
/** Lines that may wait for `configure`. */
const HELD_MAX_LINES = 1000;
const RETRY_AFTER_MS = 20;
/** How long the last write at exit waits for a reader that is behind. */
const EXIT_WAIT_MS = 2000;

export interface SinkSettings {
  readonly write: WriteBytes;
  /** Members that every line starts with, ready to insert: `"service":{...},`. */
  readonly identity: string;
  readonly maxLineLength: number;
  readonly format: ((line: string) => string) | undefined;
  /** Lines below this level that were held before `configure` are left out. */
  readonly minLevel: number;
  /** True = each line is written at once, so that nobody has to flush at exit. */
  readonly isImmediate: boolean;
}

/**
 * Where finished lines go. One write per turn of the event loop, whatever the number of lines; bounded
 * memory; nothing throws. Until `configure` it holds lines, so that logging works before `init`.
 */
export class LineSink {
  /** pino tells the level of each line here, because of the mark that the constructor sets. */
  lastLevel = 0;
  /** Called when a line arrives before `configure`, so that somebody may bring that about. */
  onFirstHeld: (() => void) | undefined;

  readonly #counters: LogCounters;
  #settings: SinkSettings | undefined;
  #held: { line: string; level: number }[] = [];
  #pending = '';
  #pendingLines = 0;
  #rest: Buffer | undefined;
  #restOffset = 0;
  #restLines = 0;
  #scheduled = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(counters: LogCounters) {
    this.#counters = counters;
    Object.defineProperty(this, Symbol.for('pino.metadata'), { value: true });
  }

  configure(settings: SinkSettings): void {
    this.#settings = settings;
    const held = this.#held;
    this.#held = [];
    for (const { line, level } of held) {
      if (level < settings.minLevel) continue;
      this.#counters.countLevel(level);
      this.#take(line, settings);
    }
  }

  get isConfigured(): boolean {
    return this.#settings !== undefined;
  }

  /** A line from pino: counted, and completed with the identity. */
  write(line: string): void {
    if (this.#settings === undefined) {
      this.#hold(line);
      return;
    }
    this.#counters.countLevel(this.lastLevel);
    this.#take(line, this.#settings);
  }

  /** A line that is complete already. */
  writeComplete(line: string, level: number): void {
    this.#counters.countLevel(level);
    if (this.#settings !== undefined) this.#accept(line, this.#settings);
  }

  get identity(): string {
    return this.#settings?.identity ?? '';
  }

  #hold(line: string): void {
    if (this.#held.length === 0) this.onFirstHeld?.();
    if (this.#held.length < HELD_MAX_LINES) {
      this.#held.push({ line, level: this.lastLevel });
      return;
    }
    this.#counters.accepted += 1;
    this.#counters.drop(DROP_REASON.queueFull, 1);
  }

  #take(line: string, settings: SinkSettings): void {
    this.#accept(`{${settings.identity}${line.slice(1)}`, settings);
  }

  #accept(line: string, settings: SinkSettings): void {
    const counters = this.#counters;
    counters.accepted += 1;
    let finished = line;
    if (line.length > settings.maxLineLength) {
      finished = truncateLine(line, settings.maxLineLength);
      counters.truncated += 1;
    }
    if (taps.line !== undefined && taps.line(finished)) {
      counters.delivered += 1;
      return;
    }
    if (settings.format !== undefined) finished = settings.format(finished);
    if (this.#pending.length + (this.#rest?.length ?? 0) > SINK_MAX_LENGTH) {
      counters.drop(DROP_REASON.queueFull, 1);
      return;
    }
    this.#pending += finished;
    this.#pendingLines += 1;
    if (settings.isImmediate || this.#pending.length >= FLUSH_AT_LENGTH) this.#flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(this.#onTurn);
    }
  }

  readonly #onTurn = (): void => {
    this.#scheduled = false;
    this.#flush();
  };

  /** Writes what it can without waiting. */
  #flush(): void {
    const settings = this.#settings;
    if (settings === undefined) return;
    try {
      while (this.#rest !== undefined || this.#pending !== '') {
        if (this.#rest === undefined) {
          this.#rest = Buffer.from(this.#pending);
          this.#restLines = this.#pendingLines;
          this.#pending = '';
          this.#pendingLines = 0;
          this.#restOffset = 0;
        }
        this.#restOffset += settings.write(this.#rest, this.#restOffset);
        if (this.#restOffset < this.#rest.length) {
          this.#retryLater();
          return;
        }
        this.#delivered();
      }
    } catch (error) {
      this.#counters.fail((error as NodeJS.ErrnoException).code ?? 'write');
      this.#counters.drop(DROP_REASON.rejected, this.#restLines);
      this.#rest = undefined;
    }
  }

  #delivered(): void {
    this.#counters.delivered += this.#restLines;
    this.#counters.lastSuccessMs = Date.now();
    this.#rest = undefined;
  }

  #retryLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.#flush();
    }, RETRY_AFTER_MS);
  }

  /** Writes everything now; for exit and fatal lines. Waits a bounded time for a slow reader. */
  flushSync(): void {
    const deadline = Date.now() + EXIT_WAIT_MS;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    this.#flush();
    while ((this.#rest !== undefined || this.#pending !== '') && Date.now() < deadline) {
      Atomics.wait(pause, 0, 0, 5);
      this.#flush();
    }
  }

  /** True when nothing waits to be written. */
  get isEmpty(): boolean {
    return this.#rest === undefined && this.#pending === '';
  }
}
