import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Missing } from './cache.ts';
import { systemCommand } from './debian.ts';
import { freePort, RunningServer } from './process.ts';

const READY_MS = 10_000;
const LOOPBACK = '127.0.0.1';

/** A Redis of its own, on the loopback interface, that keeps nothing on disk. */
export interface RunningRedis {
  readonly port: number;
  readonly server: RunningServer;
  stop(): Promise<void>;
}

/** Starts one; a port that is given is that of one that was stopped before. */
export async function startRedis(
  settings: Readonly<Record<string, string>> = {},
  givenPort?: number,
): Promise<RunningRedis | Missing> {
  const command = systemCommand('redis-server', 'redis-server');
  if (typeof command !== 'string') return command;
  const folder = await mkdtemp(join(tmpdir(), 'sightline-redis-'));
  const port = givenPort ?? (await freePort());
  const all = { port: String(port), bind: LOOPBACK, save: '', appendonly: 'no', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const server = new RunningServer(command, flags, { cwd: folder });
  const stop = async (): Promise<void> => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.readyWhen(() => answers(port), READY_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, server, stop };
}

/** Answers also when it wants a password first. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
