import { wrapMethod } from '../patching.ts';
import { ioredisPlace, type Client } from './ioredis-place.ts';
import { redisCommand } from './redis-commands.ts';
import type { RedisCall, RedisCalls } from './redis-calls.ts';

const SEEN = Symbol('sightline.seen');

interface Queued {
  readonly name: string;
  readonly args?: readonly unknown[];
}

interface Pipeline {
  readonly redis?: Client;
  readonly _queue?: readonly Queued[];
  /** Transactions that are still to be closed before it is sent. */
  readonly _transactions?: number;
  resolve(results: unknown): unknown;
  reject(error: unknown): unknown;
  [SEEN]?: true;
}

type Exec = (this: Pipeline, ...args: unknown[]) => unknown;

/** Commands that are sent together are one operation, and so is a transaction. */
export function watchPipeline(prototype: object | undefined, calls: RedisCalls): boolean {
  return wrapMethod(prototype, 'exec', (original: Exec): Exec => {
    return function exec(...args) {
      const isOpen = (this._transactions ?? 0) > 0;
      // It is executed anew when the server sends it elsewhere.
      if (!isOpen && this[SEEN] !== true) watchExec(this, calls);
      return Reflect.apply(original, this, args);
    };
  });
}

function watchExec(pipeline: Pipeline, calls: RedisCalls): void {
  const { redis, _queue: queue, resolve, reject } = pipeline;
  if (redis === undefined || !Array.isArray(queue) || queue.length === 0) return;
  if (typeof resolve !== 'function' || typeof reject !== 'function') return;
  pipeline[SEEN] = true;
  const isMulti = queue[0]?.name === 'multi' && queue.at(-1)?.name === 'exec';
  const size = isMulti ? queue.length - 2 : queue.length;
  const call = calls.beginBatch(ioredisPlace(redis), isMulti ? 'MULTI' : 'PIPELINE', size);
  if (call === undefined) return;
  const asked = isMulti ? queue.slice(1, -1) : queue;
  pipeline.resolve = (results) => {
    finish(call, calls, asked, isMulti ? repliesOf(results) : results);
    return Reflect.apply(resolve, pipeline, [results]);
  };
  pipeline.reject = (error) => {
    calls.fail(call, error);
    return Reflect.apply(reject, pipeline, [error]);
  };
}

/** A transaction answers to each command that it is queued; the replies come with its last one. */
function repliesOf(results: unknown): unknown {
  const last: unknown = Array.isArray(results) ? results.at(-1) : undefined;
  const [error, replies] = (Array.isArray(last) ? last : []) as [unknown, unknown];
  if (error) return [[error]];
  if (!Array.isArray(replies)) return [];
  return replies.map((reply: unknown) => (reply instanceof Error ? [reply] : [null, reply]));
}

function finish(
  call: RedisCall,
  calls: RedisCalls,
  asked: readonly Queued[],
  results: unknown,
): void {
  const entries = (Array.isArray(results) ? results : []) as [unknown, unknown][];
  const failed = entries.find((entry) => entry?.[0] instanceof Error);
  if (entries.length === asked.length) {
    for (const [index, { name, args = [] }] of asked.entries()) {
      const [error, reply] = entries[index] ?? [];
      if (!error) calls.countRead(call.place, redisCommand(name), args.length, reply);
    }
  }
  if (failed === undefined) calls.end(call, undefined);
  else calls.fail(call, failed[0]);
}
