import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whom a process runs as, when it must not be the one who starts it. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: User | undefined;
}

export interface CommandOptions extends RunOptions {
  /** What the command reads. */
  readonly input?: string;
}

/** Runs a command to its end and returns what it printed. Rejects with its output when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env = {}, user = {} as User, input = '' }: CommandOptions,
): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, ...user });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that ends without reading breaks the pipe; its exit code tells what that means.
  child.stdin.on('error', () => undefined).end(input);
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
const OUTPUT_CHARACTERS = 20_000;

/** A server that runs until it is stopped. */
export class RunningServer {
  readonly #child: ChildProcess;
  readonly #end: Promise<void>;
  #output = '';
  #ended = false;

  constructor(command: string, args: readonly string[], { cwd, env = {}, user }: RunOptions) {
    this.#child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    });
    const keep = (text: string): void => {
      this.#output = (this.#output + text).slice(-OUTPUT_CHARACTERS);
    };
    this.#child.stdout?.setEncoding('utf8').on('data', keep);
    this.#child.stderr?.setEncoding('utf8').on('data', keep);
    this.#end = new Promise((resolve) => {
      const end = (): void => {
        this.#ended = true;
        resolve();
      };
      this.#child.once('exit', end);
      this.#child.once('error', (error) => {
        keep(error.message);
        end();
      });
    });
  }

  /** The end of what it printed. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when it is over, whoever ended it. */
  get ended(): Promise<void> {
    return this.#end;
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`not started:\n${this.#output}`);
    return pid;
  }

  /** Resolves when the address answers with success. */
  async ready(url: string, timeoutMs: number): Promise<void> {
    const answers = async (): Promise<boolean> => (await fetch(url)).ok;
    return this.readyWhen(answers, timeoutMs);
  }

  /** Resolves when the question is answered with yes; a question that fails is asked again. */
  async readyWhen(isReady: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const giveUpMs = performance.now() + timeoutMs;
    while (performance.now() < giveUpMs && !this.#ended) {
      if (await isReady().catch(() => false)) return;
      await sleep(READY_POLL_MS);
    }
    const what = this.#ended ? 'ended before it was ready' : `not ready within ${timeoutMs} ms`;
    throw new Error(`${what}:\n${this.#output}`);
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Ends it as its supervisor would. */
  async stop(graceMs: number = STOP_GRACE_MS): Promise<void> {
    if (this.#ended) return;
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.#end;
    clearTimeout(force);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#end;
  }
}
