import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Level } from '../../model/index.ts';
import type { IngestInto } from '../into.ts';
import { LineSplitter } from './line-splitter.ts';
import { CUT_REASON, LINE_BYTES_MAX, readLine, textLine, type OutputStream } from './line.ts';

/** The streams of a child process that was started with pipes. */
export interface ChildOutput {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

/** Lines of one entry follow each other within this. */
const JOIN_MS = 50;
const JOINED_LINES_MAX = 200;
const JOINED_CHARACTERS_MAX = LINE_BYTES_MAX / 8;

/** Frames of a stack, its indented members, and the brace that ends them. */
const FOLLOWS = /^(?:\s+\S|\}$)/;
const FRAME = /^\s+at /;

/** Text on stderr that further lines may follow. */
interface Pending {
  readonly lines: string[];
  characters: number;
  readonly atMs: number;
  hasFrames: boolean;
}

/**
 * Takes what child processes write to stdout and stderr as log lines: JSON as it is, text as
 * messages. Stack traces on stderr become one entry, with level `error`.
 */
export class ChildLines {
  readonly #into: IngestInto;
  readonly #service: string;
  readonly #splitters: Readonly<Record<OutputStream, LineSplitter>>;
  #pending: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `service` holds for lines that do not say theirs. */
  constructor(into: IngestInto, service: string) {
    this.#into = into;
    this.#service = service;
    const splitter = (stream: OutputStream): LineSplitter =>
      new LineSplitter(LINE_BYTES_MAX, (bytes, isCut) => this.#line(stream, bytes, isCut));
    this.#splitters = { stdout: splitter('stdout'), stderr: splitter('stderr') };
  }

  /** Reads both streams to their end. */
  read({ stdout, stderr }: ChildOutput): void {
    for (const [name, stream] of [
      ['stdout', stdout],
      ['stderr', stderr],
    ] as const) {
      stream?.on('data', (chunk: Buffer | string) => this.write(name, Buffer.from(chunk)));
      stream?.on('end', () => this.#ended(name));
      // A pipe that breaks ends like one that closes.
      stream?.on('error', () => this.#ended(name));
    }
  }

  write(stream: OutputStream, chunk: Buffer): void {
    this.#splitters[stream].write(chunk);
  }

  /** Takes what was held back: half lines, and a stack that might have gone on. */
  flush(): void {
    this.#splitters.stdout.flush();
    this.#splitters.stderr.flush();
    this.#endPending();
  }

  #ended(stream: OutputStream): void {
    this.#splitters[stream].flush();
    if (stream === 'stderr') this.#endPending();
  }

  #line(stream: OutputStream, bytes: Buffer, isCut: boolean): void {
    const { counters } = this.#into;
    if (isCut) counters.refuse('child', 'logs', CUT_REASON, 1);
    const written = bytes.toString('utf8');
    const text = written.includes('\u001b') ? stripVTControlCharacters(written) : written;
    if (stream === 'stderr' && !text.trimStart().startsWith('{')) {
      this.#hold(text);
      return;
    }
    if (stream === 'stderr') this.#endPending();
    const said = text === written ? bytes : Buffer.from(text);
    const read = readLine(said, text, stream, { service: this.#service, nowMs: this.#now() });
    if (read.isCut && !isCut) counters.refuse('child', 'logs', CUT_REASON, 1);
    this.#into.store.logs.append(read.line);
    counters.accept('child', 'logs', 1);
  }

  #hold(text: string): void {
    const pending = this.#pending;
    const fits =
      pending !== undefined &&
      FOLLOWS.test(text) &&
      pending.lines.length < JOINED_LINES_MAX &&
      pending.characters + text.length < JOINED_CHARACTERS_MAX;
    if (fits) {
      pending.lines.push(text);
      pending.characters += text.length;
      pending.hasFrames ||= FRAME.test(text);
      this.#timer?.refresh();
      return;
    }
    this.#endPending();
    const { length: characters } = text;
    this.#pending = { lines: [text], characters, atMs: this.#now(), hasFrames: FRAME.test(text) };
    this.#timer = setTimeout(() => this.#endPending(), JOIN_MS).unref();
  }

  #endPending(): void {
    clearTimeout(this.#timer);
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    const level: Level = pending.hasFrames ? 'error' : 'unknown';
    const defaults = { service: this.#service, nowMs: pending.atMs };
    const { line } = textLine(pending.lines.join('\n'), 'stderr', level, defaults);
    this.#into.store.logs.append(line);
    this.#into.counters.accept('child', 'logs', 1);
  }

  #now(): number {
    return (this.#into.now ?? Date.now)();
  }
}
