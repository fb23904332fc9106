/** What is not needed before the service listens runs this long after it does. */
const AFTER_LISTENING_MS = 100;
/** A process that never listens is a job; it gets the rest this long after its start. */
const AFTER_START_MS = 2000;

/** Puts work off until the service had its chance to listen. */
export class Later {
  readonly #work: () => void;
  #timer: NodeJS.Timeout;
  #isSoon = false;

  constructor(work: () => void) {
    this.#work = work;
    this.#timer = setTimeout(work, AFTER_START_MS).unref();
  }

  /** The service listens. */
  soon(): void {
    if (this.#isSoon) return;
    this.#isSoon = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#work, AFTER_LISTENING_MS).unref();
  }
}
