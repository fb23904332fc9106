import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end and returns what it printed. Rejects with its output when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: RunOptions,
): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 0) return stdout;
  const tail = `${stdout}${stderr}`.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${tail}`);
}

/** A port on the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const READY_POLL_MS = 50;
const STOP_GRACE_MS = 5000;

/** A server that runs until it is stopped. */
export class RunningServer {
  readonly #child: ChildProcess;
  #output = '';
  #ended = false;

  constructor(command: string, args: readonly string[], cwd: string) {
    this.#child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (text: string): void => {
      this.#output = (this.#output + text).slice(-20_000);
    };
    this.#child.stdout?.setEncoding('utf8').on('data', keep);
    this.#child.stderr?.setEncoding('utf8').on('data', keep);
    this.#child.once('exit', () => (this.#ended = true));
    this.#child.once('error', (error) => {
      this.#ended = true;
      keep(error.message);
    });
  }

  /** The end of what it printed. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when the address answers with success. */
  async ready(url: string, timeoutMs: number): Promise<void> {
    const giveUpMs = performance.now() + timeoutMs;
    while (performance.now() < giveUpMs && !this.#ended) {
      const isReady = await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await sleep(READY_POLL_MS);
    }
    throw new Error(`not ready within ${timeoutMs} ms:\n${this.#output}`);
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(force);
  }
}
