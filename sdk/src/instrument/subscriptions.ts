import { channel } from 'node:diagnostics_channel';

export type Listener = (message: unknown) => void;

/**
 * Subscribes to channels of Node and of libraries. What throws in a subscriber ends the process, so
 * nothing gets out of these. Returns what ends the subscriptions.
 */
export function subscribe(listeners: Readonly<Record<string, Listener>>): () => void {
  const subscriptions = Object.entries(listeners).map(([name, listener]) => {
    const quiet = (message: unknown): void => {
      try {
        listener(message);
      } catch {
        // A request of an unexpected shape is not observed.
      }
    };
    channel(name).subscribe(quiet);
    return { name, quiet };
  });
  return () => {
    for (const { name, quiet } of subscriptions) channel(name).unsubscribe(quiet);
  };
}
