import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireServices } from '../src/wire/index.ts';
import { askJson, ROOT } from '../test/support/command.ts';

const DEADLINE_MS = 240_000;
const LOOK_MS = 100;

export interface FirstPageFigure {
  /** From `npm start` in a fresh clone to a page with both services; packages from a cache. */
  readonly cloneSeconds: number;
  /** The same again, with everything installed and built. */
  readonly againSeconds: number;
}

/** Starts the demo in a clone of the last commit, twice. */
export async function benchFirstPage(show: (text: string) => void): Promise<FirstPageFigure> {
  const folder = mkdtempSync(join(tmpdir(), 'sightline-clone-'));
  try {
    execFileSync('git', ['clone', '--quiet', ROOT, folder]);
    show('npm start in a fresh clone');
    const cloneSeconds = await timeStart(folder);
    show('npm start again');
    return { cloneSeconds, againSeconds: await timeStart(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeStart(folder: string): Promise<number> {
  const startMs = performance.now();
  // A group of its own, so that the signal reaches what a terminal's Ctrl-C would reach.
  const child = spawn('npm', ['start'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  try {
    while (performance.now() - startMs < DEADLINE_MS) {
      const page = /^ {2}Sightline +(http:\S+)/m.exec(said)?.[1];
      if (page !== undefined && (await showsBoth(page))) {
        return (performance.now() - startMs) / 1000;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error(`no page with data within ${DEADLINE_MS / 1000} s: ${said}`);
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    await ended;
  }
}

async function showsBoth(page: string): Promise<boolean> {
  const { services } = await askJson<WireServices>(`${page}/api/services`);
  return services.filter(({ ratePerSecond }) => (ratePerSecond ?? 0) > 0).length === 2;
}
