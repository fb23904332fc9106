import {
  SPAN_KINDS,
  type Span,
  type SpanKind,
  type SpanRow,
  type SpanStatus,
} from '../../model/index.ts';
import { hexOfWords } from '../ids.ts';
import { ID_WORDS, type SpanColumns } from './columns.ts';
import { STATUSES } from './decode-span.ts';

/** What rows are read from. */
export interface RowReader {
  readonly columns: SpanColumns;
  readonly max: number;
  decode(sequence: number): Span;
}

/** One row, moved along while a scan goes on: nothing is made that nobody asks for. */
export class Row implements SpanRow {
  readonly #reader: RowReader;
  #slot = 0;
  #span: Span | undefined;
  sequence = -1;

  constructor(reader: RowReader) {
    this.#reader = reader;
  }

  move(sequence: number): this {
    this.sequence = sequence;
    this.#slot = sequence % this.#reader.max;
    this.#span = undefined;
    return this;
  }

  get traceId(): string {
    return hexOfWords(this.#reader.columns.ids, this.#slot * ID_WORDS, 4);
  }

  get spanId(): string {
    return hexOfWords(this.#reader.columns.ids, this.#slot * ID_WORDS + 4, 2);
  }

  get parentSpanId(): string {
    return hexOfWords(this.#reader.columns.ids, this.#slot * ID_WORDS + 6, 2);
  }

  get service(): string {
    return this.#text(this.#reader.columns.service);
  }

  get name(): string {
    return this.#text(this.#reader.columns.name);
  }

  get route(): string {
    return this.#text(this.#reader.columns.route);
  }

  get peer(): string {
    return this.#text(this.#reader.columns.peer);
  }

  get kind(): SpanKind {
    return SPAN_KINDS[(this.#reader.columns.flags[this.#slot] as number) & 15] ?? 'unspecified';
  }

  get status(): SpanStatus {
    return STATUSES[(this.#reader.columns.flags[this.#slot] as number) >> 4] ?? 'unset';
  }

  get statusCode(): number {
    return this.#reader.columns.statusCode[this.#slot] as number;
  }

  get startMs(): number {
    return this.#reader.columns.startMs[this.#slot] as number;
  }

  get durationMs(): number {
    return this.#reader.columns.durationMs[this.#slot] as number;
  }

  span(): Span {
    this.#span ??= this.#reader.decode(this.sequence);
    return this.#span;
  }

  #text(column: Uint32Array): string {
    return this.#reader.columns.strings.text(column[this.#slot] as number);
  }
}
