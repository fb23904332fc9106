import type { ClientHooks } from './client.ts';
import { subscribe } from './subscriptions.ts';
import type { ClientRecord } from '../record/index.ts';

interface UndiciRequest {
  readonly origin?: string | URL;
  readonly method: string;
  readonly path: string;
  addHeader?(name: string, value: string): unknown;
}

/**
 * Outgoing requests of global fetch and of any undici in the process, through undici's channels.
 */
export function watchUndici(hooks: ClientHooks): () => void {
  const records = new WeakMap<object, { record: ClientRecord; status: number }>();

  const onCreate = (message: unknown): void => {
    const { request } = message as { request: UndiciRequest };
    const record = begin(hooks, request);
    if (record !== undefined) records.set(request, { record, status: 0 });
  };
  const onHeaders = (message: unknown): void => {
    const { request, response } = message as {
      request: UndiciRequest;
      response: { statusCode: number };
    };
    const held = records.get(request);
    if (held !== undefined) held.status = response.statusCode;
  };
  const onTrailers = (message: unknown): void => {
    const held = records.get((message as { request: UndiciRequest }).request);
    if (held !== undefined) hooks.end(held.record, held.status, undefined);
  };
  const onError = (message: unknown): void => {
    const { request, error } = message as { request: UndiciRequest; error: unknown };
    const held = records.get(request);
    if (held !== undefined) hooks.end(held.record, held.status, error);
  };

  return subscribe({
    'undici:request:create': onCreate,
    'undici:request:headers': onHeaders,
    'undici:request:trailers': onTrailers,
    'undici:request:error': onError,
  });
}

function begin(hooks: ClientHooks, request: UndiciRequest): ClientRecord | undefined {
  let origin: URL;
  try {
    origin = new URL(String(request.origin));
  } catch {
    return undefined;
  }
  const fallback = origin.protocol === 'https:' ? 443 : 80;
  return hooks.begin(
    {
      method: request.method,
      protocol: origin.protocol,
      hostname: origin.hostname,
      port: origin.port === '' ? fallback : Number(origin.port),
      host: origin.host,
      target: request.path,
    },
    request.addHeader === undefined ? undefined : (name, value) => request.addHeader?.(name, value),
  );
}
