import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PEERS = fileURLToPath(new URL('peers/', import.meta.url));
const SDK = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sightline');
}

/** Runs npm on the Node that runs the benchmark. */
export function npm(args: string[], cwd: string): void {
  const cli = process.env['npm_execpath'];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const [command, first] = cli ? [process.execPath, [cli]] : ['npm', []];
  const result = spawnSync(command, [...first, ...args, ...quiet], {
    cwd,
    encoding: 'utf8',
    // The outer `npm run` must not narrow or redirect the inner installation.
    env: Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^npm_config_(workspaces?|prefix|local_prefix)$/i.test(name),
      ),
    ),
  });
  if (result.status === 0) return;
  const said = result.stderr?.trim() || result.error?.message || `code ${result.status}`;
  throw new Error(`npm ${args[0]} failed in ${cwd}: ${said}`);
}

/**
 * The folder that the measured services run in: the peers, installed from their own lock file once
 * and kept, and this checkout's build of the SDK linked beside them.
 */
export function peersFolder(say: (line: string) => void): string {
  const lock = readFileSync(join(PEERS, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `bench-${hash}`);
  if (!existsSync(folder)) install(folder, say);
  linkSdk(folder);
  return folder;
}

function install(folder: string, say: (line: string) => void): void {
  say('Installing the peers to compare with (once, about 15 seconds) ...');
  const building = `${folder}.${process.pid}`;
  mkdirSync(building, { recursive: true });
  for (const file of FILES) copyFileSync(join(PEERS, file), join(building, file));
  try {
    npm(['ci', '--ignore-scripts', '--omit=dev'], building);
    renameSync(building, folder);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    if (existsSync(folder)) return;
    throw new Error(
      `The packages to compare with could not be installed; every variant needs them. ` +
        `Check the network and run again. ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function linkSdk(folder: string): void {
  const link = join(folder, 'node_modules', 'sightline');
  rmSync(link, { force: true });
  symlinkSync(SDK, link, 'dir');
}

/** False until `npm run build` has made the SDK's package. */
export function sdkIsBuilt(): boolean {
  return existsSync(join(SDK, 'dist/esm/register.js'));
}
