import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, ListenOptions, Socket } from 'node:net';

import { UNOBSERVED } from '../context/index.ts';
import { adminRoutes, type AdminSources } from './routes.ts';

export interface AdminSettings {
  readonly port: number;
  /** A port that somebody chose is used or not used; the default one may move. */
  readonly isPortExplicit: boolean;
  readonly host: string;
}

/** A socket of the file system instead, which only its owner can reach. */
export interface SocketSettings {
  readonly path: string;
}

export type AdminOutcome =
  | { readonly listening: true; readonly port: number; readonly movedFrom: number | undefined }
  | { readonly listening: false; readonly reason: string };

const PORTS_TRIED = 50;
const CONNECTIONS_MAX = 64;
const HEADERS_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for clients that exceed the two limits above. */
const CHECK_INTERVAL_MS = 2000;
const IDLE_TIMEOUT_MS = 75_000;

/**
 * Metrics, health and log level on a port of their own. Keeps no process alive, survives any input,
 * and is never a reason for the service to fail.
 */
export class AdminServer {
  readonly #server: Server;
  readonly #settings: AdminSettings | SocketSettings;

  constructor(settings: AdminSettings | SocketSettings, sources: AdminSources) {
    this.#settings = settings;
    const answer = adminRoutes(sources);
    const options = { connectionsCheckingInterval: CHECK_INTERVAL_MS };
    this.#server = createServer(options, (req, res) => {
      Promise.resolve(answer(req, res)).catch(() => {
        if (!res.headersSent) res.writeHead(500);
        res.end();
      });
    });
    const server = this.#server as Server & { [UNOBSERVED]?: true };
    server[UNOBSERVED] = true;
    server.headersTimeout = HEADERS_TIMEOUT_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.keepAliveTimeout = IDLE_TIMEOUT_MS;
    server.maxConnections = CONNECTIONS_MAX;
    server.setTimeout(IDLE_TIMEOUT_MS);
    server.on('connection', (socket) => socket.unref());
    server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      // Not left to the client: one that keeps sending would keep its place for ever.
      (socket as Socket).destroySoon();
    });
    server.unref();
  }

  /** Listens on the wanted port or, when that was only the default, on the next free one. */
  async start(): Promise<AdminOutcome> {
    if ('path' in this.#settings) return this.#startOnSocket(this.#settings.path);
    const { port, isPortExplicit } = this.#settings;
    const last = isPortExplicit || port === 0 ? port : Math.min(port + PORTS_TRIED, 65_535);
    let reason = '';
    for (let candidate = port; candidate <= last; candidate += 1) {
      const error = await this.#listen({ port: candidate, host: this.#settings.host });
      if (error === undefined) {
        const { port: actual } = this.#server.address() as AddressInfo;
        const moved = port !== 0 && actual !== port;
        return { listening: true, port: actual, movedFrom: moved ? port : undefined };
      }
      reason = error.message;
      if (error.code !== 'EADDRINUSE') break;
    }
    return { listening: false, reason };
  }

  async #startOnSocket(path: string): Promise<AdminOutcome> {
    rmSync(path, { force: true });
    const error = await this.#listen({ path });
    return error === undefined
      ? { listening: true, port: 0, movedFrom: undefined }
      : { listening: false, reason: error.message };
  }

  #listen(where: ListenOptions): Promise<NodeJS.ErrnoException | undefined> {
    const server = this.#server;
    return new Promise((resolve) => {
      const onError = (error: NodeJS.ErrnoException): void => {
        server.off('listening', onListening);
        resolve(error);
      };
      const onListening = (): void => {
        server.off('error', onError);
        server.on('error', () => undefined);
        resolve(undefined);
      };
      server.once('error', onError);
      server.once('listening', onListening);
      // In a cluster a shared port would give each scrape another worker's numbers.
      server.listen({ ...where, exclusive: true });
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
