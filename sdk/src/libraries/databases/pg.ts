import type { Operation } from '../../record/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { isPromise, watchPromise, wrapMethod } from '../patching.ts';
import { watchPgPool } from './pg-pool.ts';
import { StatementsByPlace, type Statements } from './statements.ts';

const STATEMENTS = Symbol('sightline.statements');

interface Client {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  /** What its statements count as; a connection stays with one database. */
  [STATEMENTS]?: Statements;
}

/** A statement as an object with its own way of being told the end (cursors, streams). */
interface Submittable {
  readonly text?: unknown;
  submit?: unknown;
  readonly cursor?: { text?: unknown };
  handleReadyForQuery?: (...args: never[]) => unknown;
  handleError?: (...args: never[]) => unknown;
}

export const pg: LibraryAdapter = {
  name: 'pg',
  from: 8,
  way: 'patch',
  gives: 'statements by operation and table, pool use and waiting',
  modules: [
    {
      patch: (exports: { Client?: { prototype?: object }; Pool?: object }, kit) =>
        wrapMethod(exports.Client?.prototype, 'query', (original) => queryOf(original, kit)) &&
        watchPgPool(exports.Pool, kit),
    },
  ],
};

type Query = (this: Client, ...args: unknown[]) => unknown;

function queryOf(original: Query, kit: Kit): Query {
  const places = new StatementsByPlace(kit, 'postgresql');
  return function query(...args) {
    const operation = beginOf(this, args[0], places);
    if (operation === undefined) return Reflect.apply(original, this, args);
    const { hooks } = kit;
    const done = (error: unknown): void =>
      hooks.end(operation, error ?? undefined, statusOf(error));
    const last = args.length - 1;
    const given = args[0] as Submittable & { callback?: unknown };
    if (typeof args[last] === 'function') {
      args[last] = withEnd(hooks.bind(args[last] as Callback), done);
    } else if (typeof given?.submit === 'function') {
      watchSubmittable(given, done);
    } else if (typeof given?.callback === 'function') {
      args[0] = { ...given, callback: withEnd(hooks.bind(given.callback as Callback), done) };
    }
    try {
      const result = Reflect.apply(original, this, args);
      return isPromise(result) ? watchPromise(result, done) : result;
    } catch (error) {
      done(error);
      throw error;
    }
  };
}

type Callback = (error: unknown, ...rest: unknown[]) => unknown;

function withEnd(callback: Callback, done: (error: unknown) => void): Callback {
  return function ended(this: unknown, error, ...rest) {
    done(error);
    return Reflect.apply(callback, this, [error, ...rest]);
  };
}

/** The client itself tells such a statement when it is over. */
function watchSubmittable(given: Submittable, done: (error: unknown) => void): void {
  const target = typeof given.handleReadyForQuery === 'function' ? given : given.cursor;
  wrapMethod(target, 'handleError', (original) => {
    return function handleError(this: never, ...args: never[]) {
      done(args[0]);
      return Reflect.apply(original, this, args);
    };
  });
  wrapMethod(target, 'handleReadyForQuery', (original) => {
    return function handleReadyForQuery(this: never, ...args: never[]) {
      done(undefined);
      return Reflect.apply(original, this, args);
    };
  });
}

function beginOf(client: Client, given: unknown, places: StatementsByPlace): Operation | undefined {
  const text = textOf(given);
  if (text === undefined) return undefined;
  client[STATEMENTS] ??= places.at({
    system: 'postgresql',
    namespace: client.database,
    address: client.host,
    port: client.port,
  });
  return client[STATEMENTS].begin(text);
}

function textOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  const { text, cursor } = (given ?? {}) as Submittable;
  if (typeof text === 'string') return text;
  return typeof cursor?.text === 'string' ? cursor.text : undefined;
}

/** The server's own code, which says more than the class of the error. */
function statusOf(error: unknown): { errorType?: string; status?: string } {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return {};
  return { errorType: code, status: code };
}
