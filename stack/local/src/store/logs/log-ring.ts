import {
  LEVELS,
  type KeptSignal,
  type Level,
  type LogEntry,
  type LogInput,
  type LogRow,
  type LogStore,
  type TimeRange,
} from '../../model/index.ts';
import { ITEM_BYTES_MAX, PackedRing } from '../packed-ring.ts';
import { hexOfWords, wordsOfHex } from '../ids.ts';
import { SharedStrings } from '../strings.ts';
import { Tally } from '../tally.ts';
import { Row, type RowReader } from './log-row.ts';

const TRACE_WORDS = 4;
const LEVEL_CODES = new Map(LEVELS.map((level, code) => [level, code]));

/** Lines of a trace that are handed out at most. */
const TRACE_LINES_MAX = 2000;

/** The newest log lines in columns; the lines themselves as bytes in a ring. */
export class LogRing implements LogStore, RowReader {
  readonly #max: number;
  readonly #bytes: PackedRing;
  readonly #services = new SharedStrings();
  readonly #rejected = new Tally();
  readonly #onAppend: (line: LogInput) => void;

  readonly #times: Float64Array;
  readonly #levels: Uint8Array;
  readonly #service: Uint32Array;
  readonly #trace: Uint32Array;
  readonly #blocks: Float64Array;
  readonly #offsets: Uint32Array;
  readonly #lengths: Uint32Array;

  /** Rows `#first` to `#next - 1` are kept; row n stands in slot n modulo the bound. */
  #first = 0;
  #next = 0;
  #evicted = 0;

  constructor(max: number, maxBytes: number, onAppend: (line: LogInput) => void = () => {}) {
    this.#max = max;
    this.#bytes = new PackedRing(maxBytes);
    this.#onAppend = onAppend;
    this.#times = new Float64Array(max);
    this.#levels = new Uint8Array(max);
    this.#service = new Uint32Array(max);
    this.#trace = new Uint32Array(max * TRACE_WORDS);
    this.#blocks = new Float64Array(max);
    this.#offsets = new Uint32Array(max);
    this.#lengths = new Uint32Array(max);
  }

  append(line: LogInput): void {
    const { json } = line;
    if (json.length > ITEM_BYTES_MAX) {
      this.#rejected.add('too_large');
      return;
    }
    const { block, offset } = this.#bytes.add(json);
    const { oldestBlock } = this.#bytes;
    while (this.#first < this.#next && this.#blockOf(this.#first) < oldestBlock) this.#evict();
    if (this.#next - this.#first === this.#max) this.#evict();
    const slot = this.#next % this.#max;
    this.#times[slot] = line.timeMs;
    this.#levels[slot] = LEVEL_CODES.get(line.level) ?? LEVELS.length - 1;
    this.#service[slot] = this.#services.acquire(line.service);
    wordsOfHex(line.traceId, this.#trace, slot * TRACE_WORDS, TRACE_WORDS);
    this.#blocks[slot] = block;
    this.#offsets[slot] = offset;
    this.#lengths[slot] = json.length;
    this.#next++;
    this.#onAppend(line);
  }

  reject(reason: string, count: number): void {
    this.#rejected.add(reason, count);
  }

  scan(range: TimeRange, visit: (row: LogRow) => boolean): void {
    const row = new Row(this);
    for (let sequence = this.#next - 1; sequence >= this.#first; sequence--) {
      const time = this.#times[sequence % this.#max] as number;
      if (time < range.fromMs || time > range.toMs) continue;
      row.move(sequence);
      if (!visit(row)) return;
    }
  }

  /**
   * Up to `count` lines of the range from a sequence on, oldest first: for export. Their bytes are
   * good until something is appended. `next` goes on; -1 at the end.
   */
  raw(range: TimeRange, from: number, count: number): { lines: LogInput[]; next: number } {
    const lines: LogInput[] = [];
    for (let sequence = Math.max(from, this.#first); sequence < this.#next; sequence++) {
      const timeMs = this.timeOf(sequence);
      if (timeMs < range.fromMs || timeMs > range.toMs) continue;
      if (lines.length === count) return { lines, next: sequence };
      const [level, service] = [this.levelOf(sequence), this.serviceOf(sequence)];
      const [traceId, json] = [this.traceOf(sequence), this.bytesOf(sequence)];
      lines.push({ timeMs, level, service, traceId, json });
    }
    return { lines, next: -1 };
  }

  ofTrace(traceId: string): LogEntry[] {
    const wanted = new Uint32Array(TRACE_WORDS);
    wordsOfHex(traceId, wanted, 0, TRACE_WORDS);
    if (wanted.every((word) => word === 0)) return [];
    const found: LogEntry[] = [];
    for (let sequence = this.#first; sequence < this.#next; sequence++) {
      const at = (sequence % this.#max) * TRACE_WORDS;
      if (this.#trace[at] !== wanted[0] || this.#trace[at + 3] !== wanted[3]) continue;
      const row = new Row(this).move(sequence);
      if (row.traceId !== traceId) continue;
      const { timeMs, level, service } = row;
      found.push({ sequence, timeMs, level, service, traceId, fields: row.fields() });
      if (found.length === TRACE_LINES_MAX) break;
    }
    return found.sort((a, b) => a.timeMs - b.timeMs || a.sequence - b.sequence);
  }

  kept(): KeptSignal {
    const empty = this.#first === this.#next;
    return {
      kept: this.#next - this.#first,
      keptMax: this.#max,
      bytes: this.#bytes.bytes,
      bytesMax: this.#bytes.bytesMax,
      accepted: this.#next,
      evicted: this.#evicted,
      rejected: this.#rejected.counts(),
      oldestMs: empty ? undefined : this.#times[this.#first % this.#max],
      newestMs: empty ? undefined : this.#times[(this.#next - 1) % this.#max],
    };
  }

  timeOf(sequence: number): number {
    return this.#times[sequence % this.#max] as number;
  }

  levelOf(sequence: number): Level {
    return LEVELS[this.#levels[sequence % this.#max] as number] ?? 'unknown';
  }

  serviceOf(sequence: number): string {
    return this.#services.text(this.#service[sequence % this.#max] as number);
  }

  traceOf(sequence: number): string {
    return hexOfWords(this.#trace, (sequence % this.#max) * TRACE_WORDS, TRACE_WORDS);
  }

  bytesOf(sequence: number): Buffer {
    const slot = sequence % this.#max;
    const place = { block: this.#blockOf(sequence), offset: this.#offsets[slot] as number };
    return this.#bytes.read(place, this.#lengths[slot] as number);
  }

  #blockOf(sequence: number): number {
    return this.#blocks[sequence % this.#max] as number;
  }

  #evict(): void {
    const slot = this.#first % this.#max;
    this.#services.release(this.#service[slot] as number);
    this.#first++;
    this.#evicted++;
  }
}
