import type { Level, LogRow } from '../../model/index.ts';

/** What rows are read from. */
export interface RowReader {
  timeOf(sequence: number): number;
  levelOf(sequence: number): Level;
  serviceOf(sequence: number): string;
  traceOf(sequence: number): string;
  bytesOf(sequence: number): Buffer;
}

/** One row, moved along while a scan goes on. */
export class Row implements LogRow {
  readonly #reader: RowReader;
  #fields: Readonly<Record<string, unknown>> | undefined;
  sequence = -1;

  constructor(reader: RowReader) {
    this.#reader = reader;
  }

  move(sequence: number): this {
    this.sequence = sequence;
    this.#fields = undefined;
    return this;
  }

  get timeMs(): number {
    return this.#reader.timeOf(this.sequence);
  }

  get level(): Level {
    return this.#reader.levelOf(this.sequence);
  }

  get service(): string {
    return this.#reader.serviceOf(this.sequence);
  }

  get traceId(): string {
    return this.#reader.traceOf(this.sequence);
  }

  text(): string {
    return this.#reader.bytesOf(this.sequence).toString('utf8');
  }

  fields(): Readonly<Record<string, unknown>> {
    this.#fields ??= JSON.parse(this.text()) as Record<string, unknown>;
    return this.#fields;
  }
}
