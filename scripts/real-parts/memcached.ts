import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import type { Missing } from './cache.ts';
import { systemCommand } from './debian.ts';
import { freePort, RunningServer } from './process.ts';

const READY_MS = 10_000;
const LOOPBACK = '127.0.0.1';

/** A memcached of its own, on the loopback interface. */
export interface RunningMemcached {
  readonly port: number;
  readonly server: RunningServer;
  stop(): Promise<void>;
}

export async function startMemcached(): Promise<RunningMemcached | Missing> {
  const command = systemCommand('memcached', 'memcached');
  if (typeof command !== 'string') return command;
  const port = await freePort();
  // Root has to say whom it runs as; others are not asked.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const flags = ['-l', LOOPBACK, '-p', String(port), '-U', '0', '-m', '16', ...user];
  const server = new RunningServer(command, flags, { cwd: tmpdir() });
  const stop = (): Promise<void> => server.kill();
  try {
    await server.readyWhen(() => answers(port), READY_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, server, stop };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => socket.write('version\r\n'));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
