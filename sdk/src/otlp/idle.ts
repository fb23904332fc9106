/** Those who wait until nothing is left to send. */
export class Idle {
  readonly #waiting: (() => void)[] = [];

  /** Resolves at `now`, at the latest after the time given. */
  async wait(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const idle = new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([idle, deadline]);
    clearTimeout(timer);
  }

  now(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
