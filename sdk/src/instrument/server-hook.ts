import type { IncomingMessage, ServerResponse } from 'node:http';
import net from 'node:net';

import type { ContextManager } from '@opentelemetry/api';

import { UNOBSERVED } from '../context/index.ts';
import type { RequestRecord } from '../record/index.ts';
import type { ServerHooks } from './server.ts';

/** Handles an event of another kind than `request`, and dispatches the event itself. */
export type EventHook = (server: net.Server, dispatch: () => boolean, args: unknown[]) => boolean;

type Emit = (this: net.Server, event: string | symbol, ...args: unknown[]) => boolean;
type Unobserved = { [UNOBSERVED]?: true };

/** Events that carry a request and a response. */
const REQUEST_EVENTS = new Set(['request', 'checkContinue', 'checkExpectation']);

/**
 * Runs every request of every HTTP server in the process under a record, by one hook on the
 * prototype that all of them (http, https, http2) inherit `emit` from. Built-in modules are shared,
 * so this works whatever was imported first, and in bundles. Returns what takes the hook out.
 */
export function hookServers(
  hooks: ServerHooks,
  manager: ContextManager,
  eventHooks: ReadonlyMap<string, EventHook>,
): () => void {
  const prototype = net.Server.prototype as unknown as { emit: Emit };
  const original = prototype.emit;
  const isOwn = Object.hasOwn(prototype, 'emit');

  function dispatch(server: net.Server, event: string, req: unknown, res: unknown): boolean {
    return original.call(server, event, req, res);
  }

  /** Requests that did not come from Node (adapters, tests) may be of any shape. */
  function begin(req: IncomingMessage, res: ServerResponse): RequestRecord | undefined {
    try {
      return hooks.begin(req, res);
    } catch {
      return undefined;
    }
  }

  const emit = function emit(this: net.Server, event: string, first: unknown, second: unknown) {
    const isRequest = event === 'request' || REQUEST_EVENTS.has(event);
    const hook = isRequest ? undefined : eventHooks.get(event);
    const isForeign = !isRequest && hook === undefined;
    if (isForeign || (this as Unobserved)[UNOBSERVED] === true) {
      // oxlint-disable-next-line prefer-rest-params -- rest parameters would allocate on every
      // event
      return original.apply(this, arguments as never);
    }
    if (hook === undefined) {
      const record = begin(first as IncomingMessage, second as ServerResponse);
      if (record === undefined) return original.call(this, event, first, second);
      return manager.with(record.context, dispatch, undefined, this, event, first, second);
    }
    // oxlint-disable-next-line prefer-rest-params -- as above
    const args = [...arguments].slice(1);
    return hook(this, () => original.call(this, event, ...args), args);
  } as Emit;
  prototype.emit = emit;
  return () => {
    // Somebody else may have wrapped ours by now; then it stays, and measures on.
    if (prototype.emit !== emit) return;
    if (isOwn) prototype.emit = original;
    else delete (prototype as { emit?: Emit }).emit;
  };
}
