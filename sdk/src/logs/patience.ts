/** Waiting on it is how a thread sleeps; nobody ever wakes it. */
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

export function sleepSync(ms: number): void {
  Atomics.wait(PAUSE, 0, 0, ms);
}

/**
 * When the room is used up the writer waits for the reader, but no longer than this in ten seconds:
 * a burst larger than the room loses nothing, and a reader that stalls costs the service two
 * percent.
 */
const ALLOWANCE_MS = 200;
const WINDOW_MS = 10_000;

/** A bounded allowance of waiting. */
export class Patience {
  #windowStartedMs = Number.NEGATIVE_INFINITY;
  #leftMs = 0;

  /** Waits and tries until it is done or the allowance is used up. */
  waitUntil(isDone: () => boolean, attempt: () => void): boolean {
    const startedMs = performance.now();
    if (startedMs - this.#windowStartedMs > WINDOW_MS) {
      this.#windowStartedMs = startedMs;
      this.#leftMs = ALLOWANCE_MS;
    }
    while (!isDone() && this.#leftMs > 0) {
      const beforeMs = performance.now();
      sleepSync(1);
      attempt();
      this.#leftMs -= performance.now() - beforeMs;
    }
    return isDone();
  }
}
