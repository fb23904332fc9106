import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FIXTURE_NODE, SDK_FOLDER } from '../support/paths.ts';

const BIN = join(SDK_FOLDER, 'dist', 'cjs', 'bin.js');

export interface Replay {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sightline replay`. */
export async function replay(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Replay> {
  const child = spawn(FIXTURE_NODE, [BIN, 'replay', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}
