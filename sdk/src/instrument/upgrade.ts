import type { IncomingMessage } from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';

import type { ContextManager } from '@opentelemetry/api';

import { ERROR_TYPE } from '../contract/index.ts';
import { serverOutcome } from './outcome.ts';
import type { RequestRecord } from '../record/index.ts';
import type { EventHook } from './server-hook.ts';
import type { ServerHooks } from './server.ts';

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;

/**
 * A websocket handshake is a request like any other: it ends when its status line is written. What
 * flows over the socket afterwards is no request, so an open socket does not count as a slow one.
 */
export function upgradeHook(hooks: ServerHooks, manager: ContextManager): EventHook {
  return function onUpgrade(server: net.Server, dispatch, args) {
    const [req, socket] = args as [IncomingMessage, Duplex];
    if (server.listenerCount('upgrade') === 0) return dispatch();
    const record = hooks.start(req, undefined);
    watchStatusLine(socket, (status) => end(hooks, record, status));
    socket.once('close', () => end(hooks, record, 0));
    return manager.with(record.context, dispatch);
  };
}

function end(hooks: ServerHooks, record: RequestRecord, status: number): void {
  if (record.ended) return;
  record.status = status;
  record.requestBytes = 0;
  record.responseBytes = 0;
  if (status === 0) record.errorType = ERROR_TYPE.clientAborted;
  else record.outcome = serverOutcome(status);
  hooks.end(record);
}

/** Reads the first write to the socket, then takes itself out of the way. */
function watchStatusLine(socket: Duplex, onStatus: (status: number) => void): void {
  const own = Object.getOwnPropertyDescriptor(socket, 'write');
  const original = socket.write;
  const restore = (): void => {
    if (own === undefined) delete (socket as { write?: unknown }).write;
    else socket.write = original;
  };
  socket.write = function write(this: Duplex, ...args: unknown[]): boolean {
    restore();
    const [chunk] = args;
    const head =
      typeof chunk === 'string'
        ? chunk.slice(0, 16)
        : Buffer.isBuffer(chunk)
          ? chunk.toString('latin1', 0, 16)
          : '';
    const status = STATUS_LINE.exec(head)?.[1];
    if (status !== undefined) onStatus(Number(status));
    return (original as (...all: unknown[]) => boolean).apply(this, args);
  } as Duplex['write'];
}
