import type { LibraryAdapter } from '../adapter.ts';
import { isPromise, wrapMethod } from '../patching.ts';
import { RedisCalls, RedisPlace, type RedisCall } from './redis-calls.ts';
import { redisCommand } from './redis-commands.ts';
import { watchRedisPool } from './redis-pool.ts';

const PLACE = Symbol('sightline.place');

interface Client {
  readonly options?: {
    readonly socket?: { readonly host?: string; readonly port?: number; readonly path?: string };
    readonly database?: number;
  };
  [PLACE]?: RedisPlace;
}

interface Prototype {
  readonly sendCommand?: unknown;
}

type Method = (this: Client, ...args: unknown[]) => unknown;

/** What the package `redis` is made of. */
export const redisClient: LibraryAdapter = {
  name: '@redis/client',
  from: 5,
  way: 'patch',
  gives: 'pools of redis; its commands, too, before it had channels (5.12)',
  modules: [
    {
      file: 'dist/lib/client/index',
      patch: ({ default: Class }: { default?: { prototype?: Prototype } }, kit) => {
        const { prototype } = Class ?? {};
        // Later versions tell by channels: bundles, too, and with the database that is selected.
        if (/TRACE_COMMAND/.test(String(prototype?.sendCommand))) return true;
        return watchClient(prototype, new RedisCalls(kit));
      },
    },
    { file: 'dist/lib/client/pool', patch: watchRedisPool },
  ],
};

function watchClient(prototype: object | undefined, calls: RedisCalls): boolean {
  wrapMethod(prototype, '_executePipeline', (original) => batchOf(original, calls, 'PIPELINE'));
  wrapMethod(prototype, '_executeMulti', (original) => batchOf(original, calls, 'MULTI'));
  return wrapMethod(prototype, 'sendCommand', (original: Method): Method => {
    return function sendCommand(...args) {
      const [name, ...rest] = Array.isArray(args[0]) ? (args[0] as unknown[]) : [];
      const call = calls.begin(placeOf(this), String(name), rest);
      const result = Reflect.apply(original, this, args);
      return watch(call, calls, result, (reply) => calls.end(call as RedisCall, reply));
    };
  });
}

function batchOf(original: Method, calls: RedisCalls, name: string): Method {
  return function executeBatch(...args) {
    const commands = (Array.isArray(args[0]) ? args[0] : []) as { args?: readonly unknown[] }[];
    const place = placeOf(this);
    const call = calls.beginBatch(place, name, commands.length);
    const result = Reflect.apply(original, this, args);
    return watch(call, calls, result, (replies) => {
      const all: readonly unknown[] = Array.isArray(replies) ? replies : [];
      for (const [index, { args: sent = [] }] of commands.entries()) {
        const reply = all[index];
        if (reply instanceof Error) continue;
        calls.countRead(place, redisCommand(String(sent[0])), sent.length - 1, reply);
      }
      const failed = all.find((reply) => reply instanceof Error);
      if (failed === undefined) calls.end(call as RedisCall, undefined);
      else calls.fail(call as RedisCall, failed);
    });
  };
}

function watch(
  call: RedisCall | undefined,
  calls: RedisCalls,
  result: unknown,
  onReply: (reply: unknown) => void,
): unknown {
  if (call === undefined || !isPromise(result)) return result;
  return result.then(
    (reply) => {
      onReply(reply);
      return reply;
    },
    (error: unknown) => {
      calls.fail(call, error);
      throw error;
    },
  );
}

function placeOf(client: Client): RedisPlace {
  if (client[PLACE] !== undefined) return client[PLACE];
  const { socket = {}, database = 0 } = client.options ?? {};
  const { host = 'localhost', port = 6379, path } = socket;
  const place =
    path === undefined
      ? new RedisPlace(database, host, Number(port))
      : new RedisPlace(database, path, undefined);
  client[PLACE] = place;
  return place;
}
