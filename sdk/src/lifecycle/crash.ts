/** Tells of an error that nobody caught, before Node acts on it. */
export type OnCrash = (error: unknown, origin: string) => void;

/**
 * Watches without handling: the monitor runs before Node (or the application's own handler)
 * decides, so that exit code and output stay what they would have been. Returns what stops
 * watching.
 */
export function watchCrashes(onCrash: OnCrash): () => void {
  const listener = (error: unknown, origin: string): void => {
    try {
      onCrash(error, origin);
    } catch {
      // The crash at hand is the one that matters.
    }
  };
  process.on('uncaughtExceptionMonitor', listener);
  return () => process.off('uncaughtExceptionMonitor', listener);
}
