import type { KeptSignal, Span, SpanRow, SpanStore, TimeRange } from '../../model/index.ts';
import { ITEM_BYTES_MAX, PackedRing } from '../packed-ring.ts';
import { wordsOfHex } from '../ids.ts';
import { Tally } from '../tally.ts';
import { ID_WORDS, SpanColumns } from './columns.ts';
import { decodeSpan } from './decode-span.ts';
import { MalformedError } from './protobuf.ts';
import { SpanSources } from './resources.ts';
import { scanSpan, SpanFacts } from './scan-span.ts';
import { Row, type RowReader } from './span-row.ts';
import { walkRequest, type Place } from './walk-request.ts';
import type { RawSpan } from './write-request.ts';

/** Spans of one trace that are handed out at most. */
const TRACE_SPANS_MAX = 20_000;

/** The newest spans: columns for what is asked often, and the bytes of each as the wire had it. */
export class SpanRing implements SpanStore, RowReader {
  readonly max: number;
  readonly columns: SpanColumns;
  readonly #bytes: PackedRing;
  readonly #sources = new SpanSources();
  readonly #facts = new SpanFacts();
  readonly #rejected = new Tally();
  readonly #onAppend: (request: Uint8Array) => void;
  #first = 0;
  #next = 0;
  #evicted = 0;

  constructor(max: number, maxBytes: number, onAppend: (request: Uint8Array) => void = () => {}) {
    this.max = max;
    this.columns = new SpanColumns(max);
    this.#bytes = new PackedRing(maxBytes);
    this.#onAppend = onAppend;
  }

  appendOtlp(request: Uint8Array): { accepted: number; rejected: number; reason: string } {
    const bytes = Buffer.from(request.buffer, request.byteOffset, request.length);
    // Held while the request is taken: evicting older spans must not drop what it needs.
    const held = new Set<number>();
    try {
      const places = this.#findSpans(bytes, held);
      let rejected = 0;
      let reason = '';
      for (const place of places) {
        const problem = this.#append(bytes, place);
        if (problem === undefined) continue;
        rejected++;
        reason = problem;
      }
      const accepted = places.length - rejected;
      if (accepted > 0) this.#onAppend(request);
      return { accepted, rejected, reason };
    } finally {
      for (const id of held) this.#sources.release(id);
    }
  }

  /** Start, end and source of each span. The whole message is walked before anything is kept. */
  #findSpans(bytes: Buffer, held: Set<number>): Place[] {
    const places: Place[] = [];
    let lastResource: Buffer | undefined;
    let lastScope: Buffer | undefined;
    let source = -1;
    walkRequest(bytes, (start, end, resource, scope) => {
      if (resource !== lastResource || scope !== lastScope) {
        source = this.#sources.find(resource, scope);
        if (!held.has(source)) {
          held.add(source);
          this.#sources.acquire(source);
        }
        lastResource = resource;
        lastScope = scope;
      }
      places.push({ start, end, source });
    });
    return places;
  }

  reject(reason: string, count: number): void {
    this.#rejected.add(reason, count);
  }

  scan(range: TimeRange, visit: (row: SpanRow) => boolean): void {
    const row = new Row(this);
    const { startMs } = this.columns;
    for (let sequence = this.#next - 1; sequence >= this.#first; sequence--) {
      const start = startMs[sequence % this.max] as number;
      if (start < range.fromMs || start > range.toMs) continue;
      if (!visit(row.move(sequence))) return;
    }
  }

  trace(traceId: string): Span[] {
    return this.#rowsOf(traceId)
      .map((sequence) => this.decode(sequence))
      .sort((a, b) => a.startMs - b.startMs || b.durationMs - a.durationMs);
  }

  /**
   * Up to `count` spans with a start in the range as they came, from a sequence on, oldest first:
   * for export. Their bytes are good until something is appended. `next` goes on; -1 at the end.
   */
  raw(range: TimeRange, from: number, count: number): { spans: RawSpan[]; next: number } {
    const spans: RawSpan[] = [];
    for (let sequence = Math.max(from, this.#first); sequence < this.#next; sequence++) {
      const slot = sequence % this.max;
      const start = this.columns.startMs[slot] as number;
      if (start < range.fromMs || start > range.toMs) continue;
      if (spans.length === count) return { spans, next: sequence };
      const source = this.#sources.get(this.columns.source[slot] as number);
      spans.push({ source, bytes: this.#bytesOf(slot) });
    }
    return { spans, next: -1 };
  }

  kept(): KeptSignal {
    const { startMs } = this.columns;
    const empty = this.#first === this.#next;
    return {
      kept: this.#next - this.#first,
      keptMax: this.max,
      bytes: this.#bytes.bytes,
      bytesMax: this.#bytes.bytesMax,
      accepted: this.#next,
      evicted: this.#evicted,
      rejected: this.#rejected.counts(),
      oldestMs: empty ? undefined : startMs[this.#first % this.max],
      newestMs: empty ? undefined : startMs[(this.#next - 1) % this.max],
    };
  }

  decode(sequence: number): Span {
    const slot = sequence % this.max;
    const source = this.#sources.get(this.columns.source[slot] as number);
    return decodeSpan(this.#bytesOf(slot), source);
  }

  #bytesOf(slot: number): Buffer {
    const { block, offset, length } = this.columns;
    const place = { block: block[slot] as number, offset: offset[slot] as number };
    return this.#bytes.read(place, length[slot] as number);
  }

  #rowsOf(traceId: string): number[] {
    const wanted = new Uint32Array(4);
    wordsOfHex(traceId, wanted, 0, 4);
    const [w0, w1, w2, w3] = wanted;
    const { ids } = this.columns;
    const found: number[] = [];
    for (let sequence = this.#next - 1; sequence >= this.#first; sequence--) {
      const at = (sequence % this.max) * ID_WORDS;
      if (ids[at + 3] !== w3 || ids[at] !== w0) continue;
      if (ids[at + 1] !== w1 || ids[at + 2] !== w2) continue;
      found.push(sequence);
      if (found.length === TRACE_SPANS_MAX) break;
    }
    return found;
  }

  /** Returns why the span was not taken. */
  #append(bytes: Buffer, { start, end, source }: Place): string | undefined {
    const facts = this.#facts;
    const length = end - start;
    try {
      if (length > ITEM_BYTES_MAX)
        throw new MalformedError(`a span of ${length} bytes is too large`);
      scanSpan(bytes, start, end, facts);
    } catch (error) {
      this.#rejected.add('malformed');
      return (error as Error).message;
    }
    const { block, offset } = this.#bytes.add(bytes.subarray(start, end));
    const { oldestBlock } = this.#bytes;
    while (this.#first < this.#next && this.#blockOf(this.#first) < oldestBlock) this.#evict();
    if (this.#next - this.#first === this.max) this.#evict();
    const { columns } = this;
    const slot = this.#next % this.max;
    this.#sources.acquire(source);
    columns.put(slot, facts, this.#sources.get(source).service, source);
    columns.block[slot] = block;
    columns.offset[slot] = offset;
    columns.length[slot] = length;
    this.#next++;
    return undefined;
  }

  #blockOf(sequence: number): number {
    return this.columns.block[sequence % this.max] as number;
  }

  #evict(): void {
    const { columns } = this;
    const slot = this.#first % this.max;
    columns.release(slot);
    this.#sources.release(columns.source[slot] as number);
    this.#first++;
    this.#evicted++;
  }
}
