import type { Carrier } from '../../instrument/index.ts';

/** More than a trace and some baggage is not read of one message. */
const HEADERS_MAX = 50;
const VALUE_MAX_BYTES = 8192;

/** Headers come as bytes, with several values for one name. */
export function carrierOf(headers: Iterable<readonly [unknown, unknown]>): Carrier {
  const carrier: Record<string, string> = {};
  let count = 0;
  for (const [name, values] of headers) {
    count += 1;
    if (count > HEADERS_MAX) break;
    const value: unknown = Array.isArray(values) ? values[0] : values;
    if (typeof value === 'string') carrier[String(name)] = value;
    else if (Buffer.isBuffer(value) && value.length <= VALUE_MAX_BYTES) {
      carrier[String(name)] = value.toString('utf8');
    }
  }
  return carrier;
}

/** Where a consumer is in its partitions, to know what comes a second time. */
export class Progress {
  readonly #at = new Map<string, { offset: number; tries: number }>();

  /** How often a message was tried before. */
  triesBefore(topic: string, partition: number, offset: number): number {
    const key = `${topic} ${partition}`;
    const last = this.#at.get(key);
    if (last === undefined || offset > last.offset) {
      this.#at.set(key, { offset, tries: 0 });
      return 0;
    }
    if (offset < last.offset) return 1;
    last.tries += 1;
    return last.tries;
  }
}
