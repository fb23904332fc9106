import type { Listener } from '../../instrument/index.ts';
import { redisCommand } from './redis-commands.ts';
import { RedisPlace, type RedisCall, type RedisCalls } from './redis-calls.ts';

const CALL = Symbol('sightline.call');

/** What clients of Redis publish of a command; one object from its start to its end. */
interface Message {
  readonly command?: string;
  readonly args?: readonly unknown[];
  readonly database?: number;
  readonly serverAddress?: string;
  readonly serverPort?: number;
  /** It is part of a batch, which is told of itself. */
  readonly batchMode?: string;
  readonly batchSize?: number;
  readonly result?: unknown;
  readonly error?: unknown;
  [CALL]?: RedisCall | undefined;
}

/** More places than a service has; it starts anew when full. */
const PLACES_MAX = 200;

/** Places by address and database, as messages name them. */
export class Places {
  readonly #places = new Map<string, RedisPlace>();

  of({ database = 0, serverAddress, serverPort }: Message): RedisPlace {
    const key = `${serverAddress}:${serverPort}/${database}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#places.size >= PLACES_MAX) this.#places.clear();
    const place = new RedisPlace(Number(database), serverAddress, serverPort);
    this.#places.set(key, place);
    return place;
  }
}

/** Listeners to the channel of commands of a client, by the prefix of its channels. */
export function commandListeners(
  prefix: string,
  calls: RedisCalls,
  places = new Places(),
): Record<string, Listener> {
  const end = (message: Message): void => {
    const { batchMode, result, command = '', [CALL]: call } = message;
    if (call !== undefined) return calls.end(call, result);
    if (batchMode === undefined) return undefined;
    // The batch is measured as one; what it read still counts.
    const args = argsOf(message);
    calls.countRead(places.of(message), redisCommand(command), args.length, result);
  };
  return listeners(`${prefix}:command`, calls, end, (message) => {
    const { batchMode, command = '' } = message;
    if (batchMode !== undefined) return undefined;
    return calls.begin(places.of(message), command, argsOf(message));
  });
}

/** Listeners to the channel of pipelines and transactions. */
export function batchListeners(
  prefix: string,
  calls: RedisCalls,
  places: Places,
): Record<string, Listener> {
  const end = ({ result, [CALL]: call }: Message): void => {
    if (call === undefined) return;
    const replies: readonly unknown[] = Array.isArray(result) ? result : [];
    const failed = replies.find((reply) => reply instanceof Error);
    if (failed === undefined) calls.end(call, undefined);
    else calls.fail(call, failed);
  };
  return listeners(`${prefix}:batch`, calls, end, (message) => {
    const { batchMode = 'PIPELINE', batchSize = 0 } = message;
    return calls.beginBatch(places.of(message), batchMode, batchSize);
  });
}

function listeners(
  name: string,
  calls: RedisCalls,
  end: (message: Message) => void,
  begin: (message: Message) => RedisCall | undefined,
): Record<string, Listener> {
  return {
    [`tracing:${name}:start`]: (message) => {
      (message as Message)[CALL] = begin(message as Message);
    },
    [`tracing:${name}:error`]: (message) => {
      const { [CALL]: call, error } = message as Message;
      if (call !== undefined) calls.fail(call, error);
    },
    [`tracing:${name}:asyncStart`]: (message) => {
      if ((message as Message).error === undefined) end(message as Message);
    },
  };
}

/** One client names the command among its arguments, the other does not. */
function argsOf({ command = '', args = [] }: Message): readonly unknown[] {
  const isNamed = String(args[0]).toUpperCase() === command.toUpperCase();
  return isNamed ? args.slice(1) : args;
}
