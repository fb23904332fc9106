import { ServerCredentials, type Server } from '@grpc/grpc-js';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { resetConnection } from './http-server.ts';

/**
 * The port of a gRPC server. gRPC gets its connections from here, because its own listener can
 * neither come back after it was closed, nor reset a connection, nor speak anything but gRPC.
 */
export class GrpcListener {
  private readonly net: NetServer;
  private readonly sockets = new Map<string, Socket>();

  /** `greeting`: what a new connection gets in place of the server; undefined = the server. */
  constructor(server: Server, greeting: () => string | undefined) {
    const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
    this.net = createServer((socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      this.sockets.set(peer, socket);
      socket.once('close', () => this.sockets.delete(peer));
      // The other side may be gone at any time; that is what these tests are about.
      socket.on('error', () => {});
      const bytes = greeting();
      if (bytes === undefined) injector.injectConnection(socket);
      else socket.resume().end(bytes);
    });
  }

  open(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.net.once('error', reject);
      this.net.listen(port, host, () => {
        this.net.off('error', reject);
        resolve((this.net.address() as AddressInfo).port);
      });
    });
  }

  /** Does not wait for calls that were deliberately left open. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.net.close(() => resolve());
      for (const socket of this.sockets.values()) socket.destroy();
    });
  }

  /** Resets the connection of a call, by the name that gRPC has for it. */
  reset(peer: string): void {
    resetConnection(this.sockets.get(peer) ?? null);
  }
}
