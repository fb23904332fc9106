import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Missing } from './cache.ts';
import { systemCommand } from './debian.ts';
import { freePort, run, RunningServer, type User } from './process.ts';

const READY_MS = 20_000;
/** It refuses to run as root; any other user does. */
const NOBODY: User = { uid: 65_534, gid: 65_534 };

/** A PostgreSQL of its own, with one database, on the loopback interface. */
export interface RunningPostgres {
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly server: RunningServer;
  stop(): Promise<void>;
}

/** Starts one in a folder that is removed when it stops. No password: nobody else can reach it. */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningPostgres | Missing> {
  const initdb = systemCommand('initdb', 'postgresql');
  const postgres = systemCommand('postgres', 'postgresql');
  if (typeof initdb !== 'string') return initdb;
  if (typeof postgres !== 'string') return postgres;
  const folder = await mkdtemp(join(tmpdir(), 'sightline-postgres-'));
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const where = { cwd: folder, user };
  const data = join(folder, 'data');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await run(initdb, ['-D', data, '-U', 'shop', '-A', 'trust', '-E', 'UTF8', '--no-sync'], where);
    const port = await freePort();
    const all = { fsync: 'off', listen_addresses: '127.0.0.1', ...settings };
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = new RunningServer(
      postgres,
      ['-D', data, '-p', String(port), '-k', folder, ...flags],
      where,
    );
    await server.readyWhen(() => accepts(port), READY_MS);
    const stop = async (): Promise<void> => {
      // SIGTERM would wait for clients to leave.
      await server.kill();
      await remove();
    };
    return { port, user: 'shop', database: 'postgres', server, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Its own log says when it is ready; a connection says it too, and needs no client. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    // A start-up packet of no meaning: a server that is ready answers, one that starts does not.
    socket.once('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
