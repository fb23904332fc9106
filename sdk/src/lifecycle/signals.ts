const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const;
type Signal = keyof typeof EXIT_CODES;

export interface SignalWork {
  /** Called at once: readiness goes off. */
  begin(): void;
  /** Sends what is queued; bounded by its own deadline. */
  flush(): Promise<void>;
  /** Synchronous writes only. */
  finish(): void;
}

/**
 * Ends the process on SIGTERM and SIGINT as Node would have, after a flush. When the application
 * has a handler of its own, ending is its business: then this only flushes. Returns what stops
 * watching.
 */
export function watchSignals(work: SignalWork): () => void {
  let ending = false;
  const listeners = new Map<Signal, () => void>();

  function end(signal: Signal): void {
    work.finish();
    stop();
    // As the first process of a container the kernel ignores a signal at its default.
    if (process.pid === 1) process.exit(EXIT_CODES[signal]);
    process.kill(process.pid, signal);
  }

  function onSignal(signal: Signal): void {
    work.begin();
    const isOurs = process.listenerCount(signal) === 1;
    // A second signal means: now.
    if (ending && isOurs) {
      end(signal);
      return;
    }
    ending = true;
    const flushed = work.flush().catch(() => undefined);
    if (isOurs) void flushed.then(() => end(signal));
  }

  function stop(): void {
    for (const [signal, listener] of listeners) process.off(signal, listener);
    listeners.clear();
  }

  for (const signal of Object.keys(EXIT_CODES) as Signal[]) {
    const listener = (): void => onSignal(signal);
    listeners.set(signal, listener);
    process.on(signal, listener);
  }
  return stop;
}
