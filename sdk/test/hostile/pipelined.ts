import net from 'node:net';

/** Requests that are on their way at once over one connection. */
const BATCH = 100;
const CONNECTIONS = 4;
const START = 'HTTP/1.1 ';

export interface WantedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends many requests over few connections without waiting for each answer: a test of a million
 * would otherwise mostly measure its own client.
 *
 * @returns how many were answered.
 */
export async function pipelined(
  port: number,
  count: number,
  requestOf: (at: number) => WantedRequest,
): Promise<number> {
  let next = 0;
  let answered = 0;
  const worker = async (): Promise<void> => {
    const connection = new Connection(port);
    while (next < count) {
      const size = Math.min(BATCH, count - next);
      const first = next;
      next += size;
      let text = '';
      for (let at = first; at < first + size; at += 1) text += textOf(requestOf(at));
      const got = await connection.exchange(text, size);
      answered += got;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return answered;
}

function textOf({ method, path, headers }: WantedRequest): string {
  let text = `${method} ${path} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries({ host: 'localhost', ...headers })) {
    text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}

/** One connection that counts the answers it gets. */
class Connection {
  readonly #socket: net.Socket;
  #wanted = 0;
  #got = 0;
  #done: (() => void) | undefined;

  constructor(port: number) {
    this.#socket = net.connect(port, '127.0.0.1').setEncoding('latin1');
    // The start of an answer may be cut in two.
    let rest = '';
    this.#socket.on('data', (data: string) => {
      const text = rest + data;
      this.#got += text.split(START).length - 1;
      rest = endOf(text);
      if (this.#got >= this.#wanted) this.#done?.();
    });
    this.#socket.on('error', () => this.#done?.());
    this.#socket.on('close', () => this.#done?.());
  }

  async exchange(text: string, answers: number): Promise<number> {
    this.#wanted = answers;
    this.#got = 0;
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      this.#socket.write(text);
    });
    return this.#got;
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** The end of a text that may be the beginning of the next answer. */
function endOf(text: string): string {
  for (let length = START.length - 1; length > 0; length -= 1) {
    if (START.startsWith(text.slice(-length))) return text.slice(-length);
  }
  return '';
}
