import { Backoff } from '../../otlp/index.ts';

/** So many attempts in a row fail before new lines go straight to disk. */
const OPEN_AFTER_FAILURES = 2;

/** The pause for a backend that refuses everything it gets, line by line. */
const BUSY_MAX_MS = 2000;

/**
 * Circuit breaker. Closed: lines go out. After a failure it pauses, longer each time; after some in
 * a row it is open: between pauses one attempt at a time tries whether the backend is there again.
 */
export class Breaker {
  readonly #backoff = new Backoff();
  readonly #onReady: () => void;
  #failures = 0;
  /** Under way when the backend refuses a part of what it gets. */
  #rest: NodeJS.Timeout | undefined;
  /** One attempt is under way, and what it brings decides. */
  #isProbing = false;

  /** @param onReady called when a pause is over. */
  constructor(onReady: () => void) {
    this.#onReady = onReady;
  }

  get isOpen(): boolean {
    return this.#failures >= OPEN_AFTER_FAILURES;
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** True when an attempt may begin. */
  get mayTry(): boolean {
    return !this.#backoff.isPausing && !this.#isProbing && this.#rest === undefined;
  }

  began(): void {
    if (this.isFailing) this.#isProbing = true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isProbing = false;
    this.#backoff.cancel();
    this.#backoff.reset();
  }

  /** Most of it got through: the backend is busy, not gone. The more it refused, the longer. */
  busy(refusedShare: number): void {
    this.succeeded();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#onReady();
    }, refusedShare * BUSY_MAX_MS).unref();
  }

  failed(retryAfterMs: number): void {
    this.#failures += 1;
    this.#isProbing = false;
    this.#backoff.pause(this.#onReady, retryAfterMs);
  }

  /** The next attempt need not wait. */
  hurry(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#backoff.cancel();
  }
}
