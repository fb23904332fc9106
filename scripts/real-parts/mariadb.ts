import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Missing } from './cache.ts';
import { systemCommand } from './debian.ts';
import { freePort, run, RunningServer, type User } from './process.ts';

const READY_MS = 20_000;
const LOOPBACK = '127.0.0.1';
const PACKAGE = 'mariadb-server';
/** It refuses to run as root; any other user does. */
const NOBODY: User = { uid: 65_534, gid: 65_534 };

/** A MariaDB of its own on the loopback interface; nobody has to say who he is. */
export interface RunningMariaDb {
  readonly port: number;
  readonly server: RunningServer;
  stop(): Promise<void>;
}

/** Starts one in a folder that is removed when it stops. */
export async function startMariaDb(): Promise<RunningMariaDb | Missing> {
  const install = systemCommand('mariadb-install-db', PACKAGE);
  const mariadbd = systemCommand('mariadbd', PACKAGE);
  if (typeof install !== 'string') return install;
  if (typeof mariadbd !== 'string') return mariadbd;
  const folder = await mkdtemp(join(tmpdir(), 'sightline-mariadb-'));
  const data = join(folder, 'data');
  await mkdir(data);
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  if (user !== undefined) {
    for (const path of [folder, data]) await chown(path, user.uid, user.gid);
  }
  const where = { cwd: folder, user };
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await run(install, ['--no-defaults', `--datadir=${data}`, '--skip-test-db'], where);
    const port = await freePort();
    const server = new RunningServer(
      mariadbd,
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--port=${port}`,
        `--bind-address=${LOOPBACK}`,
        `--socket=${join(folder, 'socket')}`,
        '--skip-grant-tables',
        '--skip-networking=0',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-buffer-pool-size=16M',
      ],
      where,
    );
    const stop = async (): Promise<void> => {
      await server.kill();
      await remove();
    };
    await server.readyWhen(() => greets(port), READY_MS);
    return { port, server, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The server speaks first. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
