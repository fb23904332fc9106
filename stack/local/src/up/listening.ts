import type { Server } from 'node:http';
import { StartError } from './options.ts';
import { canListen, freePortFrom } from './ports.ts';

/**
 * A port that the user asked for has to be had, 0 is any free one; the usual one may move to a
 * neighbour.
 */
export async function choosePort(
  asked: number | undefined,
  usual: number,
  host: string,
  taken: Set<number>,
): Promise<number> {
  const free = asked === 0 ? await canListen(0, host) : asked;
  const port = free ?? (await freePortFrom(usual, host, taken));
  taken.add(port);
  return port;
}

/** Listens, or says who else may have the port and what to do. */
export function listen(
  server: Server,
  port: number,
  host: string,
  option: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'the port is in use' : error.message;
      reject(
        new StartError(
          `${option} ${port}: cannot listen on ${host}: ${why}. ` +
            `Leave ${option} out to get the next free port.`,
        ),
      );
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Ends a server with every connection that it still has. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
