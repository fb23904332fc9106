import type { ClientRequest, IncomingMessage } from 'node:http';

import type { ClientHooks } from './client.ts';
import { subscribe } from './subscriptions.ts';
import type { ClientRecord } from '../record/index.ts';

const RECORD = Symbol('sightline.client');
type Observed = ClientRequest & { [RECORD]?: ClientRecord; res?: IncomingMessage };

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

/** Outgoing requests of node:http and node:https, through Node's own channels. */
export function watchHttpClient(hooks: ClientHooks): () => void {
  const onCreated = (message: unknown): void => {
    const request = (message as { request: Observed }).request;
    const record = begin(hooks, request);
    if (record === undefined) return;
    request[RECORD] = record;
    request.on('close', onClose);
  };
  const onFinish = (message: unknown): void => {
    const { request, response } = message as { request: Observed; response: IncomingMessage };
    const record = request[RECORD];
    if (record !== undefined) hooks.end(record, response.statusCode ?? 0, undefined);
  };
  const onError = (message: unknown): void => {
    const { request, error } = message as { request: Observed; error: unknown };
    const record = request[RECORD];
    if (record !== undefined) hooks.end(record, request.res?.statusCode ?? 0, error);
  };
  // Closed before the response was complete, and without an error event on the request.
  function onClose(this: Observed): void {
    const record = this[RECORD];
    if (record === undefined || record.ended) return;
    const error = this.res?.errored ?? new Error('closed before the response was complete');
    hooks.end(record, this.res?.statusCode ?? 0, this.res?.complete === true ? undefined : error);
  }

  return subscribe({
    'http.client.request.created': onCreated,
    'http.client.response.finish': onFinish,
    'http.client.request.error': onError,
  });
}

function begin(hooks: ClientHooks, request: Observed): ClientRecord | undefined {
  const { protocol } = request;
  const hostHeader = request.getHeader('host');
  const host = typeof hostHeader === 'string' ? hostHeader : request.host;
  const colon = host.lastIndexOf(':');
  const named = colon > host.lastIndexOf(']') ? Number(host.slice(colon + 1)) : Number.NaN;
  return hooks.begin(
    {
      method: request.method,
      protocol,
      hostname: request.host,
      port: Number.isInteger(named) ? named : (DEFAULT_PORTS[protocol] ?? 0),
      host,
      target: request.path,
    },
    // Headers given as an array are on their way already and cannot be added to.
    request.headersSent ? undefined : (name, value) => request.setHeader(name, value),
  );
}
