import { connect, type Socket } from 'node:net';

const HEADER_END = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/** One keep-alive HTTP/1.1 connection that has at most one request open. */
export class Connection {
  #socket: Socket;
  #pending: Buffer | undefined;
  #onAnswer: ((ok: boolean) => void) | undefined;
  #failure: Error | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('The service closed a connection')));
  }

  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('connect', resolve);
      this.#socket.once('error', reject);
    });
  }

  /** Sends one request; the callback hears whether the answer was a complete 2xx. */
  send(request: Buffer, onAnswer: (ok: boolean) => void): void {
    if (this.#failure !== undefined) {
      setImmediate(onAnswer, false);
      return;
    }
    this.#onAnswer = onAnswer;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#answer(false);
  }

  #answer(ok: boolean): void {
    const callback = this.#onAnswer;
    this.#onAnswer = undefined;
    this.#pending = undefined;
    callback?.(ok);
  }

  #read(chunk: Buffer): void {
    const data = this.#pending === undefined ? chunk : Buffer.concat([this.#pending, chunk]);
    const headerEnd = data.indexOf(HEADER_END);
    if (headerEnd < 0) {
      this.#pending = data;
      return;
    }
    const header = data.toString('latin1', 0, headerEnd);
    const length = CONTENT_LENGTH.exec(header)?.[1];
    if (length === undefined) {
      // The measured services declare the length; chunked answers would be another measurement.
      this.#fail(new Error('Answer without content-length'));
      return;
    }
    const missing = headerEnd + HEADER_END.length + Number(length) - data.length;
    if (missing > 0) this.#pending = data;
    else this.#answer(missing === 0 && header.startsWith('2', 'HTTP/1.1 '.length));
  }
}

/** Requests for different orders, built once. */
export function buildRequests(port: number, path: (index: number) => string, count: number) {
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(
      `GET ${path(index)} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
        'user-agent: sightline-bench/1\r\naccept: application/json\r\n\r\n',
    ),
  );
}
