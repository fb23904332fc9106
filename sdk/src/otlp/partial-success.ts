/** What a backend refused of a request that it otherwise took. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const PARTIAL_SUCCESS = 0x0a;
const REJECTED = 0x08;
const MESSAGE = 0x12;

/** Reads the one field of the OTLP answers: `partial_success { rejected, error_message }`. */
export function readPartialSuccess(data: Uint8Array): PartialSuccess | undefined {
  if (data.length === 0) return undefined;
  const reader = new Reader(data);
  if (reader.byte() !== PARTIAL_SUCCESS) throw new RangeError('not an OTLP answer');
  const end = reader.varint() + reader.at;
  let rejected = 0;
  let message = '';
  while (reader.at < end) {
    const tag = reader.byte();
    if (tag === REJECTED) rejected = reader.varint();
    else if (tag === MESSAGE) message = reader.text();
    else throw new RangeError('unknown field in an OTLP answer');
  }
  return { rejected, message };
}

class Reader {
  at = 0;
  readonly #data: Uint8Array;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  byte(): number {
    const value = this.#data[this.at];
    if (value === undefined) throw new RangeError('an OTLP answer ends early');
    this.at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 128) {
      const next = this.byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
    }
    throw new RangeError('a number in an OTLP answer is too long');
  }

  text(): string {
    const length = this.varint();
    const text = Buffer.from(this.#data.subarray(this.at, this.at + length)).toString('utf8');
    this.at += length;
    return text;
  }
}
