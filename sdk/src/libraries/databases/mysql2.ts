import { errorMonitor } from 'node:events';

import type { Operation } from '../../record/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { watchMysqlPool } from './mysql2-pool.ts';
import { StatementsByPlace, type Statements } from './statements.ts';

const STATEMENTS = Symbol('sightline.statements');

interface Config {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly database?: string;
}

interface Connection {
  readonly config?: Config;
  [STATEMENTS]?: Statements;
}

/** A statement under way; who takes no callback listens to its events. */
interface Command {
  readonly sql?: unknown;
  onResult?: unknown;
  once?(event: string | symbol, listener: (error: unknown) => void): unknown;
}

/**
 * Its own channels tell of a statement with its values written into it, and when a connection is
 * free for it; they also listen to errors, so that those nobody listens to vanish.
 */
export const mysql2: LibraryAdapter = {
  name: 'mysql2',
  from: 2,
  way: 'patch',
  gives: 'statements by operation and table, pool use and waiting',
  modules: [
    {
      file: 'lib/connection',
      patch: (exports: { prototype?: object }, kit) => {
        const places = new StatementsByPlace(kit, 'mysql');
        const { prototype } = exports;
        const wrap = (name: string): boolean =>
          wrapMethod(prototype, name, (original) => statementOf(original, kit, places));
        wrapMethod(prototype, 'prepare', (original) => prepareOf(original, kit, places));
        return wrap('query') && wrap('execute');
      },
    },
    { file: 'lib/pool', patch: watchMysqlPool },
  ],
};

type Method = (this: Connection, ...args: unknown[]) => unknown;
type Callback = (error: unknown, ...rest: unknown[]) => unknown;
type Done = (error: unknown) => void;

function statementOf(original: Method, kit: Kit, places: StatementsByPlace): Method {
  return function statement(...args) {
    const operation = beginOf(this, args[0], places);
    if (operation === undefined) return Reflect.apply(original, this, args);
    return watchCall(operation, kit, args, () => Reflect.apply(original, this, args));
  };
}

/** Runs the call with its callback replaced, or listens to the command that it returns. */
function watchCall(
  operation: Operation,
  { hooks }: Kit,
  args: unknown[],
  call: () => unknown,
): unknown {
  const done: Done = (error) => hooks.end(operation, error ?? undefined, statusOf(error));
  const last = args.findLastIndex((arg) => typeof arg === 'function');
  const given = (args[0] ?? {}) as Command;
  let isTold = true;
  if (last !== -1) {
    args[last] = withEnd(hooks.bind(args[last] as Callback), done);
  } else if (typeof given === 'object' && typeof given.onResult === 'function') {
    given.onResult = withEnd(hooks.bind(given.onResult as Callback), done);
  } else {
    isTold = false;
  }
  try {
    const command = call();
    if (!isTold) listen(command as Command, done);
    return command;
  } catch (error) {
    done(error);
    throw error;
  }
}

function withEnd(callback: Callback, done: Done): Callback {
  return function ended(this: unknown, error, ...rest) {
    done(error);
    return Reflect.apply(callback, this, [error, ...rest]);
  };
}

/** Listens without counting as somebody who handles errors. */
function listen(command: Command, done: Done): void {
  command.once?.(errorMonitor, done);
  command.once?.('end', () => done(undefined));
}

interface Prepared {
  readonly query?: unknown;
}

/** What a prepared statement is, is known when it is; it is measured each time it runs. */
function prepareOf(original: Method, kit: Kit, places: StatementsByPlace): Method {
  return function prepare(...args) {
    const last = args.length - 1;
    if (typeof args[last] === 'function') {
      const callback = kit.hooks.bind(args[last] as Callback);
      args[last] = (error: unknown, prepared?: Prepared): unknown => {
        if (prepared !== undefined && prepared !== null) watchPrepared(prepared, this, kit, places);
        return callback(error, prepared);
      };
    }
    return Reflect.apply(original, this, args);
  };
}

function watchPrepared(
  prepared: Prepared,
  connection: Connection,
  kit: Kit,
  places: StatementsByPlace,
): void {
  if (Object.hasOwn(prepared, 'execute')) return;
  wrapMethod(prepared, 'execute', (original: Method): Method => {
    return function execute(...args) {
      const operation = beginOf(connection, prepared.query, places);
      if (operation === undefined) return Reflect.apply(original, this, args);
      return watchCall(operation, kit, args, () => Reflect.apply(original, this, args));
    };
  });
}

function beginOf(
  connection: Connection,
  given: unknown,
  places: StatementsByPlace,
): Operation | undefined {
  const text = typeof given === 'string' ? given : (given as Command | undefined)?.sql;
  if (typeof text !== 'string') return undefined;
  const { host, port, socketPath, database } = connection.config ?? {};
  const known = connection[STATEMENTS];
  // Another user may have another database.
  if (known !== undefined && known.namespace === database) return known.begin(text);
  const isLocal = socketPath !== undefined;
  connection[STATEMENTS] = places.at({
    system: 'mysql',
    namespace: database,
    address: isLocal ? socketPath : (host ?? 'localhost'),
    port: isLocal ? undefined : Number(port ?? 3306),
  });
  return connection[STATEMENTS].begin(text);
}

/** The server's own name and number of the error. */
function statusOf(error: unknown): { errorType?: string; status?: string } {
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown };
  if (typeof code !== 'string' || !/^ER_[A-Z0-9_]{1,60}$/.test(code)) return {};
  return { errorType: code, ...(typeof errno === 'number' ? { status: String(errno) } : {}) };
}
