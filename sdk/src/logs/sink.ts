import { taps } from '../context/index.ts';
import { DROP_REASON } from '../contract/index.ts';
import type { LogCounters } from './counters.ts';
import { OutputBuffer } from './output.ts';
import type { WriteBytes } from './stdout.ts';
import { isMarked, truncateLine } from './truncate.ts';

/** Lines that may wait for `configure`. */
const HELD_MAX_LINES = 1000;

/** Takes lines; false = there is no room for this one. */
export interface LineDestination {
  add(line: Buffer): boolean;
  addText(line: string): boolean;
  /** As much as can be done at once. */
  flushSync(): void;
}

export interface SinkSettings {
  /** undefined = standard output is off. */
  readonly write: WriteBytes | undefined;
  /** The direct way to Elasticsearch. */
  readonly direct: LineDestination | undefined;
  /** Takes each finished line as well; it counts what becomes of it. */
  readonly forward: ((line: string) => void) | undefined;
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
 * Where finished lines go: completed with the identity, cut to the size bound, counted, and handed
 * to the output. Until `configure` it holds lines, so that logging works before `init`. Nothing
 * throws.
 */
export class LineSink {
  /** pino tells the level of each line here, because of the mark that the constructor sets. */
  lastLevel = 0;
  /** Called when a line arrives before `configure`, so that somebody may bring that about. */
  onFirstHeld: (() => void) | undefined;

  readonly #counters: LogCounters;
  #settings: SinkSettings | undefined;
  #ways: readonly LineDestination[] = [];
  #held: { line: string; level: number }[] = [];

  constructor(counters: LogCounters) {
    this.#counters = counters;
    Object.defineProperty(this, Symbol.for('pino.metadata'), { value: true });
  }

  configure(settings: SinkSettings): void {
    this.flushSync();
    this.#settings = settings;
    const { write, direct, isImmediate } = settings;
    this.#ways = [
      ...(write === undefined ? [] : [new OutputBuffer(write, isImmediate, this.#counters)]),
      ...(direct === undefined ? [] : [direct]),
    ];
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

  get identity(): string {
    return this.#settings?.identity ?? '';
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

  /** A line that is complete already; its bytes are copied. */
  writeBytes(line: Buffer, level: number): void {
    const settings = this.#settings;
    if (settings === undefined) return;
    const counters = this.#counters;
    counters.countLevel(level);
    if (!isPlain(settings) || line.length > settings.maxLineLength) {
      this.#accept(line.toString('utf8'), settings);
      return;
    }
    for (const way of this.#ways) {
      counters.accepted += 1;
      if (!way.add(line)) counters.drop(DROP_REASON.queueFull, 1);
    }
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
    let finished = line;
    if (line.length > settings.maxLineLength) {
      finished = truncateLine(line, settings.maxLineLength);
      // Counted before when fields were left out already: a line counts once.
      if (!isMarked(line)) counters.truncated += 1;
    }
    if (taps.line !== undefined && taps.line(finished)) {
      counters.accepted += 1;
      counters.delivered += 1;
      return;
    }
    settings.forward?.(finished);
    for (const way of this.#ways) {
      counters.accepted += 1;
      const isFormatted = settings.format !== undefined && way !== settings.direct;
      const text = isFormatted ? settings.format(finished) : finished;
      if (!way.addText(text)) counters.drop(DROP_REASON.queueFull, 1);
    }
  }

  /** Writes everything now; for exit and fatal lines. Waits a bounded time for a slow reader. */
  flushSync(): void {
    for (const way of this.#ways) way.flushSync();
  }
}

/** True when the bytes of a line can be written as they are. */
function isPlain(settings: SinkSettings): boolean {
  return taps.line === undefined && settings.format === undefined && settings.forward === undefined;
}
