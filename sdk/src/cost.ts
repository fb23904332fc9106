import { performance } from 'node:perf_hooks';

/**
 * One request in this many is timed; the others count as much as that one took. A prime, so that it
 * does not fall in step with what happens every so many requests (a batch that is full, say).
 */
const SAMPLE_EVERY = 61;

/**
 * What the SDK itself costs, by part: timed on a sample, so that measuring costs next to nothing.
 */
export class CostMeter {
  #requests = 0;
  readonly #seconds: Record<string, number> = { request: 0, scrape: 0 };

  /** Runs the work of one request. */
  request<Record>(work: (record: Record) => void, record: Record): void {
    this.#requests += 1;
    if (this.#requests % SAMPLE_EVERY !== 0) {
      work(record);
      return;
    }
    const startedMs = performance.now();
    work(record);
    this.add('request', ((performance.now() - startedMs) / 1000) * SAMPLE_EVERY);
  }

  add(part: string, seconds: number): void {
    this.#seconds[part] = (this.#seconds[part] ?? 0) + seconds;
  }

  /** Times the synchronous stretches of a generator. */
  async *timed<Item>(part: string, items: AsyncGenerator<Item>): AsyncGenerator<Item> {
    let startedMs = performance.now();
    for await (const item of items) {
      this.add(part, (performance.now() - startedMs) / 1000);
      yield item;
      startedMs = performance.now();
    }
  }

  seconds(): Readonly<Record<string, number>> {
    return this.#seconds;
  }
}
