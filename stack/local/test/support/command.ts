import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const BIN = join(ROOT, 'sdk/dist/cjs/bin.js');
/** The Node that commands and services run on: the long forms try others. */
export const STACK_NODE = process.env['SIGHTLINE_TEST_NODE'] ?? process.execPath;
const DEADLINE_MS = 20_000;
const STOP_GRACE_MS = 5000;

/** A `sightline` command that runs, and what it has said so far. */
export interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly code: Promise<number | null>;
}

/** A place where commands neither see the user's stacks nor leave anything behind. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'sightline-place-'));
  readonly #running: ChildProcess[] = [];

  start(args: readonly string[], env: Record<string, string> = {}): Running {
    const child = spawn(STACK_NODE, [BIN, ...args], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, XDG_STATE_HOME: join(this.folder, 'state'), ...env },
    });
    this.#running.push(child);
    const texts = { out: '', err: '' };
    child.stdout.on('data', (bytes: Buffer) => (texts.out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (texts.err += bytes.toString()));
    const code = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, out: () => texts.out, err: () => texts.err, code };
  }

  /** Runs a command to its end. */
  async run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const running = this.start(args);
    const code = await running.code;
    return { code, out: running.out(), err: running.err() };
  }

  /** Starts a stack on free ports; resolves with the address of its page. */
  async up(...args: string[]): Promise<Running & { readonly page: string }> {
    const ports = ['--port', '0', '--otlp-grpc-port', '0', '--otlp-http-port', '0'];
    const running = this.start(['up', ...ports, ...args]);
    const page = await until('the page is announced', () => {
      if (running.child.exitCode !== null) throw new Error(running.err());
      return /^ {2}Sightline +(http:\S+)/m.exec(running.err())?.[1];
    });
    return { ...running, page };
  }

  async clean(): Promise<void> {
    for (const child of this.#running) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('close', resolve));
      // Asked first, so that it takes away what it made.
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      await ended;
      clearTimeout(insist);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits for a condition: the first result that is not undefined. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Not within ${DEADLINE_MS / 1000} s: ${what}`);
    await sleep(50);
  }
}

export async function askJson<T>(url: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(url, init);
  return (await answer.json()) as T;
}
