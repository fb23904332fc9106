import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server on loopback that can be cut, and that can lose answers. */
export class Wire {
  readonly port: number;
  /** Bytes of the server that its clients did not get. */
  lostBytes = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #isMute = false;

  private constructor(server: Server, to: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#join(client, to));
  }

  static async open(to: number): Promise<Wire> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Wire(server, to);
  }

  #join(client: Socket, to: number): void {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(to, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(socket);
      // One end that is gone is the end of both; why does not matter.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => {
      if (this.#isMute) this.lostBytes += bytes.length;
      else client.write(bytes);
    });
  }

  /** Requests still reach the server, and what it answers is lost. */
  mute(): void {
    this.#isMute = true;
  }

  /** Ends all connections; new ones end at once. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
    this.#isMute = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
