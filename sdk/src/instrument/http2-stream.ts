import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type net from 'node:net';

import type { ContextManager } from '@opentelemetry/api';

import { ERROR_TYPE } from '../contract/index.ts';
import { errorTypeOf, serverOutcome } from './outcome.ts';
import type { EventHook } from './server-hook.ts';
import type { ServerHooks } from './server.ts';

interface Http2Stream {
  readonly aborted: boolean;
  readonly rstCode: number;
  readonly session?: { readonly socket?: net.Socket };
  readonly sentHeaders?: Record<string, unknown>;
  readonly errored?: unknown;
  once(event: 'close', listener: () => void): unknown;
}

/**
 * Requests of http2 servers that use the core API (`server.on('stream')`). Servers that use the
 * compatibility API emit `request` as well and are measured there; gRPC has conventions of its own.
 */
export function streamHook(hooks: ServerHooks, manager: ContextManager): EventHook {
  return function onStream(server: net.Server, dispatch, args) {
    const [stream, headers] = args as [Http2Stream, IncomingHttpHeaders];
    const isGrpc = headers?.['content-type']?.startsWith('application/grpc') === true;
    if (headers?.[':method'] === undefined || isGrpc || server.listenerCount('request') > 0) {
      return dispatch();
    }
    const record = hooks.start(asRequest(stream, headers), undefined);
    if (headers[':scheme'] === 'https') record.scheme = 'https';
    stream.once('close', () => {
      const status = Number(stream.sentHeaders?.[':status'] ?? 0);
      record.status = status;
      const failed = stream.aborted || stream.rstCode !== 0;
      if (!failed) record.outcome = serverOutcome(status);
      else if (stream.errored) record.errorType = errorTypeOf(stream.errored);
      else record.errorType = ERROR_TYPE.clientAborted;
      hooks.end(record);
    });
    return manager.with(record.context, dispatch);
  };
}

function asRequest(stream: Http2Stream, headers: IncomingHttpHeaders): IncomingMessage {
  const request = {
    method: headers[':method'],
    url: headers[':path'],
    headers,
    httpVersion: '2.0',
    socket: stream.session?.socket ?? {},
  };
  return request as unknown as IncomingMessage;
}
