import { createServer } from 'node:net';

/** Where the pages and the wires usually listen. */
export const USUAL_PORTS = { page: 4319, otlpGrpc: 4317, otlpHttp: 4318 } as const;

/** How many ports above the usual one are tried before any free one is taken. */
const NEIGHBOURS = 20;

/**
 * The first port from `usual` on that can be listened on; any free one when all near it are taken.
 * `taken` are ports that this process is about to use itself.
 */
export async function freePortFrom(
  usual: number,
  host: string,
  taken: ReadonlySet<number>,
): Promise<number> {
  for (let port = usual; port < usual + NEIGHBOURS && port <= 65_535; port++) {
    if (!taken.has(port) && (await canListen(port, host)) !== undefined) return port;
  }
  const any = await canListen(0, host);
  if (any === undefined) throw new Error(`No port can be listened on at ${host}.`);
  return any;
}

/** The port when it is free; undefined when it is not. */
export function canListen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || host.startsWith('127.');
}
