export interface ExitWork {
  /** True when `flush` would have something to send. */
  hasWork(): boolean;
  flush(): Promise<void>;
  /** Synchronous writes only. */
  finish(): void;
}

/** Flushes when the event loop runs empty, and finishes at exit. Returns what stops watching. */
export function watchExit(work: ExitWork): () => void {
  let flushed = false;
  const onBeforeExit = (): void => {
    // Once: a backend that is down must not keep the process going round.
    if (flushed || !work.hasWork()) return;
    flushed = true;
    void work.flush().catch(() => undefined);
  };
  const onExit = (): void => work.finish();
  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
  return () => {
    process.off('beforeExit', onBeforeExit);
    process.off('exit', onExit);
  };
}
