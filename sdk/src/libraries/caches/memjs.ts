import { CACHE_RESULT, DB, DB_METRICS, ERROR_TYPE, LABEL } from '../../contract/index.ts';
import { errorTypeOf } from '../../instrument/index.ts';
import type { CountCell, Operation, OperationSeries } from '../../record/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { countConnectionFailure, DB_CALL, placeAttributes, type Place } from '../databases/call.ts';
import { wrapMethod } from '../patching.ts';

const SERIES = Symbol('sightline.series');

/** What the client sends, by the second byte of it. */
const COMMANDS: Readonly<Record<number, string>> = {
  0: 'GET',
  1: 'SET',
  2: 'ADD',
  3: 'REPLACE',
  4: 'DELETE',
  5: 'INCREMENT',
  6: 'DECREMENT',
  14: 'APPEND',
  15: 'PREPEND',
  28: 'TOUCH',
};
/** `not found`, `exists` and `not stored` are answers, not failures. */
const ANSWERS = new Set([0, 1, 2, 5]);
const NOT_FOUND = 1;
const FAILURES: Readonly<Record<number, string>> = {
  3: 'VALUE_TOO_LARGE',
  4: 'INVALID_ARGUMENTS',
  6: 'NON_NUMERIC_VALUE',
  8: 'AUTHENTICATION_ERROR',
  0x81: 'UNKNOWN_COMMAND',
  0x82: 'OUT_OF_MEMORY',
  0x83: 'NOT_SUPPORTED',
  0x84: 'INTERNAL_ERROR',
  0x85: 'BUSY',
  0x86: 'TEMPORARY_FAILURE',
};

interface CommandSeries {
  readonly call: OperationSeries;
  readonly reads: { readonly hit: CountCell; readonly miss: CountCell } | undefined;
}

interface Server {
  readonly host?: string;
  readonly port?: number;
  [SERIES]?: Map<string, CommandSeries>;
}

interface Client {
  readonly servers?: readonly Server[];
  server?(key: unknown): Server | null;
}

interface Exports {
  readonly Client?: { readonly prototype?: object };
  readonly Server?: { readonly prototype?: object };
}

export const memjs: LibraryAdapter = {
  name: 'memjs',
  from: 1,
  way: 'patch',
  gives: 'commands, hits and misses, connections that fail',
  modules: [
    {
      patch: ({ Client, Server }: Exports, kit) => {
        wrapMethod(Server?.prototype, 'error', (original) => errorOf(original, kit));
        return wrapMethod(Client?.prototype, 'perform', (original) => performOf(original, kit));
      },
    },
  ],
};

type Method<Self> = (this: Self, ...args: unknown[]) => unknown;
type Callback = (error: unknown, response?: { readonly header?: { status?: number } }) => unknown;

/** Every command with one answer goes through here, and goes again when it failed. */
function performOf(original: Method<Client>, kit: Kit): Method<Client> {
  const { hooks } = kit;
  return function perform(...args) {
    const [key, request, , callback, retries] = args;
    if (typeof callback !== 'function' || retries !== undefined) {
      return Reflect.apply(original, this, args);
    }
    const series = seriesOf(serverOf(this, key), request, kit);
    const operation = hooks.begin(series.call);
    // Called when an answer comes in: it must run where its caller was.
    const bound = hooks.bind(callback as Callback);
    const ended: Callback = (error, response) => {
      if (operation !== undefined) end(operation, series, error, response?.header?.status, kit);
      return bound(error, response);
    };
    args[3] = ended;
    return Reflect.apply(original, this, args);
  };
}

function end(
  operation: Operation,
  { reads }: CommandSeries,
  error: unknown,
  code: number | undefined,
  { hooks }: Kit,
): void {
  if (error !== null && error !== undefined) {
    hooks.end(operation, error, { errorType: errorTypeOfClient(error) });
  } else if (code !== undefined && !ANSWERS.has(code)) {
    const errorType = FAILURES[code] ?? ERROR_TYPE.other;
    hooks.end(operation, undefined, { errorType, status: String(code) });
  } else {
    if (reads !== undefined && !operation.ended) {
      const result = code === NOT_FOUND ? CACHE_RESULT.miss : CACHE_RESULT.hit;
      reads[result].value += 1;
      operation.attributes = { [DB.cacheResult]: result };
    }
    hooks.end(operation);
  }
}

/** The client's own errors have neither a class nor a code. */
function errorTypeOfClient(error: unknown): string {
  const { message } = error as { message?: unknown };
  return typeof message === 'string' && /timed out/.test(message)
    ? 'ETIMEDOUT'
    : errorTypeOf(error);
}

/** The one that the key belongs to; none when all of them are out of order. */
function serverOf(client: Client, key: unknown): Server {
  const { servers = [] } = client;
  if (servers.length === 1) return servers[0] as Server;
  try {
    return client.server?.(key) ?? {};
  } catch {
    return {};
  }
}

function placeOf({ host, port }: Server): Place {
  return { system: 'memcached', address: host, port: port === undefined ? port : Number(port) };
}

function seriesOf(server: Server, request: unknown, { hooks, measures }: Kit): CommandSeries {
  const opcode = Buffer.isBuffer(request) ? request[1] : undefined;
  const name = COMMANDS[opcode ?? -1] ?? ERROR_TYPE.other;
  server[SERIES] ??= new Map();
  const known = server[SERIES].get(name);
  if (known !== undefined) return known;
  const attributes = { ...placeAttributes(placeOf(server)), [DB.operation]: name };
  const readsOf = (result: string): CountCell =>
    measures.counter(DB_METRICS.cacheReads, { ...attributes, [LABEL.cacheResult]: result });
  const series = {
    call: hooks.series(DB_CALL, name, attributes),
    reads:
      name === 'GET'
        ? { hit: readsOf(CACHE_RESULT.hit), miss: readsOf(CACHE_RESULT.miss) }
        : undefined,
  };
  server[SERIES].set(name, series);
  return series;
}

/** Ends what waits for this server. */
function errorOf(original: Method<Server>, kit: Kit): Method<Server> {
  return function error(...args) {
    const [cause] = args;
    countConnectionFailure(kit.measures, placeOf(this), cause, errorTypeOfClient(cause ?? {}));
    return Reflect.apply(original, this, args);
  };
}
