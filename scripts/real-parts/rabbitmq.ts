import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Missing } from './cache.ts';
import { systemCommand } from './debian.ts';
import { freePort, RunningServer, type User } from './process.ts';

const READY_MS = 40_000;
const LOOPBACK = '127.0.0.1';
const NOBODY: User = { uid: 65_534, gid: 65_534 };

/** A RabbitMQ of its own, on the loopback interface; everybody who reaches it is `guest`. */
export interface RunningRabbit {
  readonly port: number;
  readonly url: string;
  readonly server: RunningServer;
  /** Starts it again on the same port, with what it had on disk when it ended. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one in a folder that is removed when it stops. */
export async function startRabbit(): Promise<RunningRabbit | Missing> {
  const epmd = systemCommand('epmd', 'rabbitmq-server');
  // What is on everybody's path by the name of the server changes the user and asks for a host's
  // folders; this one lies only beside the real one.
  const beside = systemCommand('rabbitmq-env', 'rabbitmq-server');
  if (typeof epmd !== 'string') return epmd;
  if (typeof beside !== 'string') return beside;
  const folder = await mkdtemp(join(tmpdir(), 'sightline-rabbitmq-'));
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  const [port, names, distribution] = [await freePort(), await freePort(), await freePort()];
  await writeFile(join(folder, 'rabbitmq.conf'), `listeners.tcp.1 = ${LOOPBACK}:${port}\n`);
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const env = environment(folder, { names, distribution });
  const where = { cwd: folder, env, user };
  // Erlang starts one of its own and leaves it behind when there is none.
  const registry = new RunningServer(epmd, ['-port', String(names), '-address', LOOPBACK], where);
  const start = (): RunningServer =>
    new RunningServer(join(dirname(beside), 'rabbitmq-server'), [], where);
  let server = start();
  const ready = (): Promise<void> => server.readyWhen(() => speaksAmqp(port), READY_MS);
  const stop = async (): Promise<void> => {
    await server.kill();
    await registry.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    url: `amqp://guest:guest@${LOOPBACK}:${port}`,
    get server() {
      return server;
    },
    startAgain: async () => {
      server = start();
      await ready();
    },
    stop,
  };
}

function environment(
  folder: string,
  ports: { readonly names: number; readonly distribution: number },
): Record<string, string> {
  return {
    HOME: folder,
    ERL_EPMD_PORT: String(ports.names),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_NODENAME: `sightline-${randomBytes(4).toString('hex')}@localhost`,
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'logs'),
    RABBITMQ_LOGS: '-',
    // As under systemd the server takes the place of its script, so that it gets our signals.
    NOTIFY_SOCKET: join(folder, 'notify'),
  };
}

/** A server that is ready answers the greeting of the protocol. */
function speaksAmqp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => socket.write(Buffer.from('AMQP\0\0\u0009\u0001', 'latin1')));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
