import type { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';

import type { Context, ContextManager } from '@opentelemetry/api';

import type { Operation } from '../record/index.ts';

interface StoreHolder {
  readonly _asyncLocalStorage?: AsyncLocalStorage<Context>;
}

/**
 * Runs what a library does inside of its traced channel in the operation that `begin` gives:
 * Node itself sets the context of the channel's function, and takes it back after it. Returns what
 * ends it.
 */
export function bindChannel(
  manager: ContextManager,
  name: string,
  begin: (message: unknown) => Operation | undefined,
): () => void {
  const store = (manager as ContextManager & StoreHolder)._asyncLocalStorage;
  const start = channel(`tracing:${name}:start`);
  const contextOf = (message: unknown): Context => {
    try {
      return begin(message)?.context ?? manager.active();
    } catch {
      // A message of an unexpected shape is not observed.
      return manager.active();
    }
  };
  if (store === undefined) {
    start.subscribe(contextOf);
    return () => start.unsubscribe(contextOf);
  }
  start.bindStore(store, contextOf);
  return () => start.unbindStore(store);
}
