import type { Journey } from './journeys.ts';
import { travel, type Answer } from './travel.ts';

const TICK_MS = 20;
/** What a generator that was held up makes up for; more would be a burst that nobody asked for. */
const BEHIND_MS = 100;
const CUSTOMERS = 40;

export interface LoadOptions {
  readonly web: string;
  /** Requests per second, at a time since the start. */
  readonly rateAt: (elapsedMs: number) => number;
  /** A shop that hangs is not asked for more and more. */
  readonly openMax: number;
  /** The n-th request. */
  readonly journeyOf: (index: number) => Journey;
  readonly onAnswer: (answer: Answer) => void;
}

/** Sends requests at an even rate, whatever becomes of those before. */
export class Load {
  readonly #options: LoadOptions;
  readonly #stopped = new AbortController();
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #under = new Set<Promise<void>>();
  #lastMs = this.#startedMs;
  /** Requests that are due; the first is at once. */
  #due = 1;
  sent = 0;
  /** Not sent, because too many were open. */
  skipped = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#send();
  }

  get open(): number {
    return this.#under.size;
  }

  /** No more are sent; resolves when those that are open have ended. */
  async finish(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#under);
  }

  /** Ends those that are open, too. */
  stop(): void {
    clearInterval(this.#timer);
    this.#stopped.abort();
  }

  #tick(): void {
    const now = performance.now();
    const passedMs = Math.min(now - this.#lastMs, BEHIND_MS);
    this.#lastMs = now;
    this.#due += (this.#options.rateAt(now - this.#startedMs) * passedMs) / 1000;
    this.#send();
  }

  #send(): void {
    const { web, openMax, journeyOf, onAnswer } = this.#options;
    for (; this.#due >= 1; this.#due -= 1) {
      if (this.#under.size >= openMax) {
        this.skipped += 1;
        continue;
      }
      const customer = `customer-${this.sent % CUSTOMERS}`;
      const way = travel(web, journeyOf(this.sent), customer, this.#stopped.signal)
        .then(onAnswer)
        .finally(() => this.#under.delete(way));
      this.#under.add(way);
      this.sent += 1;
    }
  }
}
