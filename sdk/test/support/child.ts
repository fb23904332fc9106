import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Waiting } from '../../src/testing/waiting.ts';
import { makeFifo } from './fifo.ts';

export interface ChildOptions {
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another Node than the one that runs the tests. */
  readonly node?: string;
  /** False = no IPC channel, as in a real deployment. */
  readonly ipc?: boolean;
  /** `fifo` = a real pipe, as in a container; by default Node gives children a socket. */
  readonly stdout?: 'socket' | 'fifo';
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const alive = new Set<ChildProcess>();
// A failed test must not leave services behind, whatever happened to its clean-up.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A Node process whose output is kept line by line. Ends with the test process at the latest. */
export class Child {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  readonly messages: unknown[] = [];
  /** Resolves when the process is gone and its output is read to the end. */
  readonly exited: Promise<Exit>;
  readonly pid: number;
  /** Pausing it plays a reader that has fallen behind. */
  readonly stdoutStream: Readable;
  private readonly process: ChildProcess;
  private readonly waiting = new Waiting();
  private outcome: Exit | undefined;

  constructor(file: string, options: ChildOptions) {
    const { node = process.execPath, nodeArgs = [], args = [], env, ipc = true } = options;
    const fifo = options.stdout === 'fifo' ? makeFifo() : undefined;
    const channel = ipc ? (['ipc'] as const) : [];
    this.process = spawn(node, [...nodeArgs, file, ...args], {
      cwd: options.cwd,
      env: { ...env },
      stdio: ['ignore', fifo?.writeFd ?? 'pipe', 'pipe', ...channel],
    });
    fifo?.closeWriter();
    this.stdoutStream = fifo?.reader ?? (this.process.stdout as Readable);
    const drained = new Promise((resolve) => {
      this.stdoutStream.once('close', resolve);
    });
    this.pid = this.process.pid ?? -1;
    alive.add(this.process);
    this.keepLines(this.stdoutStream, this.stdout);
    this.keepLines(this.process.stderr, this.stderr);
    this.process.on('message', (message) => {
      this.messages.push(message);
      this.waiting.changed();
    });
    this.exited = new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('close', (code, signal) => {
        alive.delete(this.process);
        void drained.then(() => {
          this.outcome = { code, signal };
          this.waiting.changed();
          resolve(this.outcome);
        });
      });
    });
    // Somebody may only look at `exited` after a failure elsewhere.
    this.exited.catch(() => {});
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Sends a message to the process. */
  tell(message: string): void {
    this.process.send(message);
  }

  /** Tried again after each line, message, and the exit. */
  async until(condition: () => boolean, timeoutMs: number): Promise<void> {
    const settled = (): boolean => this.outcome !== undefined || condition();
    await this.waiting.until(settled, timeoutMs, () => this.describe());
    if (!condition()) throw new Error(`the process ended too early; ${this.describe()}`);
  }

  /** Waits until the process is gone, whether or not its output was read. */
  async gone(timeoutMs: number): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    await once(this.process, 'exit', { signal: AbortSignal.timeout(timeoutMs) });
  }

  /** Waits for the end; kills the process when that takes longer than `timeoutMs`. */
  async end(timeoutMs: number): Promise<Exit> {
    const timer = setTimeout(() => this.kill('SIGKILL'), timeoutMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Split at line feeds alone: readline takes U+2028 for one, which may stand in JSON as it is. */
  private keepLines(stream: Readable | null, into: string[]): void {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      into.push(...lines);
      this.waiting.changed();
    });
    stream?.once('end', () => {
      if (rest !== '') into.push(rest);
      this.waiting.changed();
    });
  }

  private describe(): string {
    const tail = (lines: readonly string[]): string => lines.slice(-15).join('\n');
    const state = this.outcome === undefined ? 'running' : JSON.stringify(this.outcome);
    return `${state}\nstdout:\n${tail(this.stdout)}\nstderr:\n${tail(this.stderr)}`;
  }
}
