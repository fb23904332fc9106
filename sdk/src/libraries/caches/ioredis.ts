import { subscribe } from '../../instrument/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { watchConnections } from './ioredis-connections.ts';
import { ioredisPlace, type Client } from './ioredis-place.ts';
import { watchPipeline } from './ioredis-pipeline.ts';
import { RedisCalls } from './redis-calls.ts';
import { commandListeners } from './redis-channels.ts';

const SEEN = Symbol('sightline.seen');

/** A command as ioredis has it: whoever answers it calls `resolve` or `reject`. */
interface Command {
  readonly name: string;
  readonly args: readonly unknown[];
  resolve(reply: unknown): unknown;
  reject(error: unknown): unknown;
  [SEEN]?: true;
}

/** The client itself sends these before a connection is ready. */
const HANDSHAKE = new Set(['auth', 'hello', 'select', 'client', 'readonly', 'info']);

/** What ends the channel; it is there for copies inside of bundles, which nothing can wrap. */
let stopChannel: (() => void) | undefined;

export const ioredis: LibraryAdapter = {
  name: 'ioredis',
  from: 4,
  way: 'patch',
  gives: 'commands and pipelines, hits and misses, connections',
  watch: (kit) => {
    const stop = subscribe(commandListeners('ioredis', new RedisCalls(kit)));
    stopChannel = stop;
    return stop;
  },
  modules: [{ patch: patchIoredis }],
};

interface Exports {
  readonly prototype?: object;
  readonly Cluster?: { readonly prototype?: object };
  readonly Pipeline?: { readonly prototype?: object };
}

/**
 * The library's own channel tells of a command when it is written, so it misses those that wait for
 * a connection that never comes, and it takes rejections that nobody handles out of sight.
 */
function patchIoredis(exports: Exports, kit: Kit): boolean {
  const { prototype, Cluster, Pipeline } = exports;
  const calls = new RedisCalls(kit);
  const wrapSend = (owner: object | undefined): boolean =>
    wrapMethod(owner, 'sendCommand', (original) => sendCommandOf(original, calls));
  if (!wrapSend(prototype)) return false;
  stopChannel?.();
  wrapSend(Cluster?.prototype);
  watchPipeline(Pipeline?.prototype, calls);
  watchConnections(prototype, calls);
  return true;
}

type SendCommand = (this: Client, ...args: unknown[]) => unknown;

function sendCommandOf(original: SendCommand, calls: RedisCalls): SendCommand {
  return function sendCommand(...args) {
    const [command, stream] = args as [Command, unknown];
    // Only pipelines bring a stream of their own.
    if (stream === undefined || stream === null) watchCommand(command, this, calls);
    return Reflect.apply(original, this, args);
  };
}

/** A command may be sent again after a reconnect, or to another node: it counts once. */
function watchCommand(command: Command, client: Client, calls: RedisCalls): void {
  const { resolve, reject, name, args } = command;
  if (command[SEEN] === true || typeof resolve !== 'function' || typeof reject !== 'function') {
    return;
  }
  if (client.status === 'connect' && HANDSHAKE.has(name)) return;
  command[SEEN] = true;
  const call = calls.begin(ioredisPlace(client), name, args);
  if (call === undefined) return;
  command.resolve = (reply) => {
    calls.end(call, reply);
    return Reflect.apply(resolve, command, [reply]);
  };
  command.reject = (error) => {
    calls.fail(call, error);
    return Reflect.apply(reject, command, [error]);
  };
}
