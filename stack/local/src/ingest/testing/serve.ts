import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from '../http/handler.ts';

export interface Served {
  readonly origin: string;
  close(): Promise<void>;
}

/** The handler on a free port of loopback; what it does not take is answered by 404 `page`. */
export async function serve(handle: RequestHandler): Promise<Served> {
  const server = createServer((req, res) => {
    if (!handle(req, res)) res.writeHead(404).end('page');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
