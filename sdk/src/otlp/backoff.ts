const START_MS = 1000;
const MAX_MS = 30_000;

/** Growing pauses between attempts. Jitter keeps a fleet from knocking at the same moment. */
export class Backoff {
  #pauseMs = 0;
  #timer: NodeJS.Timeout | undefined;

  get isPausing(): boolean {
    return this.#timer !== undefined;
  }

  /** Calls back after the next pause; a pause that is under way stays. */
  pause(then: () => void, atLeastMs = 0): void {
    if (this.#timer !== undefined) return;
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, START_MS), MAX_MS);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        then();
      },
      Math.max(this.#pauseMs * (0.5 + Math.random() / 2), Math.min(atLeastMs, MAX_MS)),
    ).unref();
  }

  /** Ends a pause without calling back. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The next pause is a short one again. */
  reset(): void {
    this.#pauseMs = 0;
  }
}
