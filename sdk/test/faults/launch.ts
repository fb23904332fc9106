import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Child } from '../../bench/machine/child.ts';
import { FIXTURE_NODE } from '../support/paths.ts';

/** A file system that the spool of the process is put on; gone with the process. */
export interface Mount {
  readonly kilobytes: number;
  readonly readOnly: boolean;
}

export interface Launch {
  readonly file: string;
  readonly nodeArgs: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mount?: (Mount & { readonly at: string }) | undefined;
}

export const isRoot = process.getuid?.() === 0;
/** Without root, a user namespace gives the right to mount, where the system allows that. */
const NAMESPACE = isRoot ? ['--mount'] : ['--mount', '--map-root-user'];
const UNSHARE = ['unshare', ...NAMESPACE, 'sh', '-c'];

/** True where a process can be given a file system of its own. */
export const mayMount =
  process.platform === 'linux' &&
  spawnSync('unshare', [...NAMESPACE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** The command line in a mount namespace of its own. `exec` keeps the process id. */
function mounted({ at, kilobytes, readOnly }: Mount & { at: string }, command: string[]): string[] {
  const mode = readOnly ? 'ro,' : '';
  const options = `${mode}size=${kilobytes}k,mode=700`;
  const script = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"';
  return [...UNSHARE, script, 'sh', options, at, ...command];
}

/** Said on stderr by a process that does not start; more of it is of no use. */
const STDERR_MAX = 4000;

/** A running subject. */
export class Subject extends Child {
  stdoutBytes = 0;
  stderr = '';
  peakRssMb = 0;
  port = 0;

  constructor(name: string, child: ChildProcess) {
    super(name, child);
    // A question to a process that has just ended; whoever asked hears of the end anyway.
    child.on('error', () => {});
    child.stdout?.on('data', (chunk: Buffer) => {
      this.stdoutBytes += chunk.length;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      if (this.stderr.length < STDERR_MAX) this.stderr += chunk.toString();
    });
  }

  get isGone(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** `code 1` or `SIGTERM`. */
  get exit(): string {
    const { exitCode, signalCode } = this.process;
    return signalCode ?? (exitCode === null ? 'running' : `code ${exitCode}`);
  }

  /** undefined when it ended before it answered. */
  async ask<Answer>(question: string): Promise<Answer | undefined> {
    try {
      return await this.call<Answer>(question);
    } catch {
      return undefined;
    }
  }

  /** The largest resident memory so far; a process that has ended tells nothing any more. */
  readPeak(): void {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, 'latin1');
      const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
      if (kilobytes !== undefined) this.peakRssMb = Number(kilobytes) / 1024;
    } catch {
      // No /proc here, or the process is gone.
    }
  }
}

/** Starts a subject and waits until it serves. */
export async function launch(name: string, { file, nodeArgs, ...how }: Launch): Promise<Subject> {
  const command = [FIXTURE_NODE, ...nodeArgs, file];
  const [first = '', ...args] = how.mount ? mounted(how.mount, command) : command;
  const child = spawn(first, args, {
    cwd: how.cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      ...how.env,
    },
  });
  const subject = new Subject(name, child);
  try {
    const { port } = await subject.message('listening');
    subject.port = port as number;
    return subject;
  } catch (error) {
    throw new Error(`${(error as Error).message}: ${subject.stderr}`, { cause: error });
  }
}
