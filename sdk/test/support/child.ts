import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Waiting } from '../../src/testing/waiting.ts';

export interface ChildOptions {
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another Node than the one that runs the tests. */
  readonly node?: string;
  /** False = no IPC channel, as in a real deployment. */
  readonly ipc?: boolean;
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
  private readonly process: ChildProcess;
  private readonly waiting = new Waiting();
  private gone: Exit | undefined;

  constructor(file: string, options: ChildOptions) {
    const { node = process.execPath, nodeArgs = [], args = [], env, ipc = true } = options;
    this.process = spawn(node, [...nodeArgs, file, ...args], {
      cwd: options.cwd,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
    });
    this.pid = this.process.pid ?? -1;
    alive.add(this.process);
    this.keepLines(this.process.stdout, this.stdout);
    this.keepLines(this.process.stderr, this.stderr);
    this.process.on('message', (message) => {
      this.messages.push(message);
      this.waiting.changed();
    });
    this.exited = new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('close', (code, signal) => {
        alive.delete(this.process);
        this.gone = { code, signal };
        this.waiting.changed();
        resolve(this.gone);
      });
    });
    // Somebody may only look at `exited` after a failure elsewhere.
    this.exited.catch(() => {});
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Tried again after each line, message, and the exit. */
  async until(condition: () => boolean, timeoutMs: number): Promise<void> {
    const settled = (): boolean => this.gone !== undefined || condition();
    await this.waiting.until(settled, timeoutMs, () => this.describe());
    if (!condition()) throw new Error(`the process ended too early; ${this.describe()}`);
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

  private keepLines(stream: Readable | null, into: string[]): void {
    if (stream === null) return;
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      into.push(line);
      this.waiting.changed();
    });
  }

  private describe(): string {
    const tail = (lines: readonly string[]): string => lines.slice(-15).join('\n');
    const state = this.gone === undefined ? 'running' : JSON.stringify(this.gone);
    return `${state}\nstdout:\n${tail(this.stdout)}\nstderr:\n${tail(this.stderr)}`;
  }
}
