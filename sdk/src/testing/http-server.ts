import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';

export interface HttpListener {
  readonly port: number;
  readonly close: () => Promise<void>;
  /** Listens again on the same port. */
  readonly reopen: () => Promise<void>;
}

/** Key and certificate in PEM, for a receiver that speaks TLS. */
export interface ReceiverTls {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}

export interface ListenAt {
  readonly port: number;
  readonly host: string;
  readonly tls?: ReceiverTls | undefined;
}

/** Listens on loopback; `close` does not wait for requests that were deliberately left open. */
export async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { port: wanted, host, tls }: ListenAt,
): Promise<HttpListener> {
  const onRequest: RequestListener = (request, response) => {
    handler(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  };
  const server: Server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
  const open = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  await open(wanted);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : wanted;
  return {
    port,
    reopen: () => open(port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Ends a connection as a crashed process or a firewall does: by a reset where TCP allows it. */
export function resetConnection(socket: Socket | null): void {
  // A TLS connection does not own its TCP handle and refuses to reset it.
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

/** The body, decompressed; throws when the declared compression is not what the bytes are. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const raw = await buffer(request);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return raw;
  if (encoding === 'gzip') return gunzipSync(raw);
  throw new Error(`content-encoding ${encoding} is not supported`);
}

export function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
}
