import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** How often those who do not lead look whether somebody has to. */
const LOOK_EVERY_MS = 2000;

/**
 * Who leads where nobody is there first: whoever listens on one socket. A leader that died leaves
 * the file of the socket behind and nobody to answer on it; then another one takes its place.
 */
export class Election {
  readonly #path: string;
  readonly #onElected: () => void;
  #server: Server | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(folder: string, onElected: () => void) {
    this.#path = join(folder, 'leader');
    this.#onElected = onElected;
  }

  /** True = this process leads from now on. Otherwise it is asked again, until it does. */
  async stand(): Promise<boolean> {
    if ((await this.#bind()) || (!(await this.#isLed()) && (await this.#takeOver()))) return true;
    this.#timer = setInterval(() => void this.#again(), LOOK_EVERY_MS).unref();
    return false;
  }

  async #again(): Promise<void> {
    if (this.#server !== undefined || (await this.#isLed()) || !(await this.#takeOver())) return;
    clearInterval(this.#timer);
    this.#onElected();
  }

  #takeOver(): Promise<boolean> {
    rmSync(this.#path, { force: true });
    return this.#bind();
  }

  #bind(): Promise<boolean> {
    return new Promise((resolve) => {
      const server = createServer((socket) => socket.destroy());
      server.once('error', () => resolve(false));
      // In a cluster the primary would otherwise listen in place of its workers.
      server.listen({ path: this.#path, exclusive: true }, () => {
        server.unref();
        this.#server = server;
        resolve(true);
      });
    });
  }

  #isLed(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.#path);
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#server?.close();
  }
}
