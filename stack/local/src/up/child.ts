import { spawn, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';

/** How long a child may take to end before it is made to. */
const STOP_GRACE_MS = 8000;

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onStdout: (bytes: Buffer) => void;
  readonly onStderr: (bytes: Buffer) => void;
  /** A channel for messages is opened when given. */
  readonly onMessage?: ((message: unknown) => void) | undefined;
  /** Called once when it has ended and its output was read. */
  readonly onEnd: (how: string, code: number) => void;
}

/** A service that runs beside the stack, with its output taken and told where to send. */
export class Child {
  readonly name: string;
  readonly command: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  running = true;

  constructor({ name, command, args, env, onStdout, onStderr, onMessage, onEnd }: ChildOptions) {
    this.command = [command, ...args].join(' ');
    this.name = name;
    this.#process = spawn(command, [...args], {
      stdio: ['inherit', 'pipe', 'pipe', ...(onMessage === undefined ? [] : ['ipc' as const])],
      env: { ...process.env, ...env },
    });
    this.#process.stdout?.on('data', onStdout);
    this.#process.stderr?.on('data', onStderr);
    if (onMessage !== undefined) this.#process.on('message', onMessage);
    this.#ended = new Promise((resolve) => {
      const end = (how: string, code: number): void => {
        if (!this.running) return;
        this.running = false;
        onEnd(how, code);
        resolve();
      };
      this.#process.once('error', (error) => end(`could not be started: ${error.message}`, 127));
      this.#process.once('close', (code, signal) => {
        end(signal === null ? `ended with code ${code}` : `ended by ${signal}`, code ?? 1);
      });
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Asks it to end, so that it can flush, and makes it when it does not. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.#process.kill('SIGTERM');
    const insist = setTimeout(() => this.#process.kill('SIGKILL'), STOP_GRACE_MS);
    await this.#ended;
    clearTimeout(insist);
  }
}

/** `server` of `node src/server.js`: what its lines are called until they say it themselves. */
export function nameOf(command: string, args: readonly string[]): string {
  const script = args.find((arg) => !arg.startsWith('-') && /\.[cm]?[jt]s$/.test(arg));
  const name = basename(script ?? command).replace(/\.[^.]+$/, '');
  return process.env['OTEL_SERVICE_NAME'] ?? (name === '' ? 'child' : name);
}
