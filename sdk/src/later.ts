/** What is not needed before the service listens runs this long after it does. */
const AFTER_LISTENING_MS = 100;
/** A process that never listens is a job; it gets the rest this long after its start. */
const AFTER_START_MS = 2000;

/** Work that failed, because no file could be opened just then, is tried again after this. */
const RETRY_AFTER_MS = 5000;

/** Puts work off until the service had its chance to listen. Nothing that it throws gets out. */
export class Later {
  readonly #work: () => void;
  #timer: NodeJS.Timeout;
  #isSoon = false;

  constructor(work: () => void) {
    this.#work = work;
    this.#timer = this.#in(AFTER_START_MS);
  }

  #in(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      try {
        this.#work();
      } catch {
        this.#timer = this.#in(RETRY_AFTER_MS);
      }
    }, delayMs).unref();
  }

  /** The service listens. */
  soon(): void {
    if (this.#isSoon) return;
    this.#isSoon = true;
    clearTimeout(this.#timer);
    this.#timer = this.#in(AFTER_LISTENING_MS);
  }
}
