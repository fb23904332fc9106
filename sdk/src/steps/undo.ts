/** What takes back the steps that were done, last one first. */
export class Undo {
  readonly #compensations: (() => Promise<unknown>)[] = [];

  add(compensation: () => Promise<unknown>): void {
    this.#compensations.push(compensation);
  }

  /** All of them, also when one fails; false when one did. */
  async run(): Promise<boolean> {
    let isWhole = true;
    for (const compensate of this.#compensations.splice(0).toReversed()) {
      try {
        await compensate();
      } catch {
        // Its span and its outcome tell; the others must still be taken back.
        isWhole = false;
      }
    }
    return isWhole;
  }
}
