interface Waiter {
  readonly condition: () => boolean;
  readonly done: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets tests wait for arrivals instead of sleeping: `changed()` tries the conditions again. */
export class Waiting {
  private readonly waiters = new Set<Waiter>();

  changed(): void {
    for (const waiter of this.waiters) {
      if (!waiter.condition()) continue;
      clearTimeout(waiter.timer);
      this.waiters.delete(waiter);
      waiter.done();
    }
  }

  /** Rejects after `timeoutMs` with what `describe` says has arrived so far. */
  until(condition: () => boolean, timeoutMs: number, describe: () => string): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(new Error(`not within ${timeoutMs} ms; so far: ${describe()}`));
      }, timeoutMs);
      const waiter: Waiter = { condition, done: resolve, timer };
      this.waiters.add(waiter);
    });
  }
}
