import { executionError, PromqlError } from '../errors.ts';

/** Samples that are worked on between two looks at the clock. */
const LOOK_EVERY = 100_000;

/** What one query may use: samples held in memory, and time. */
export class Budget {
  readonly #samplesMax: number;
  readonly #deadlineMs: number;
  readonly #signal: AbortSignal | undefined;
  #samples = 0;
  #sinceLook = LOOK_EVERY;

  constructor(samplesMax: number, timeoutMs: number, signal: AbortSignal | undefined) {
    this.#samplesMax = samplesMax;
    this.#deadlineMs = performance.now() + timeoutMs;
    this.#signal = signal;
  }

  /** Counts samples that were loaded or made. Throws when they are too many, or time is up. */
  load(samples: number): void {
    this.#samples += samples;
    if (this.#samples > this.#samplesMax) {
      throw executionError(
        `query processing would load too many samples into memory in query execution: ` +
          `more than ${this.#samplesMax}`,
      );
    }
    this.work(samples);
  }

  /** Counts samples that were looked at. Throws when time is up. */
  work(samples: number): void {
    this.#sinceLook += samples;
    if (this.#sinceLook < LOOK_EVERY) return;
    this.#sinceLook = 0;
    if (this.#signal?.aborted === true) {
      throw new PromqlError('canceled', 'query was canceled in expression evaluation');
    }
    if (performance.now() > this.#deadlineMs) {
      throw new PromqlError('timeout', 'query timed out in expression evaluation');
    }
  }
}
