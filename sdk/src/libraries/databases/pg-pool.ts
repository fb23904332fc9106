import type { Kit } from '../adapter.ts';
import { PoolWatch } from './pool.ts';
import { isPromise, wrapMethod } from '../patching.ts';

interface Pool {
  readonly options: {
    readonly host?: string;
    readonly port?: number;
    readonly database?: string;
    readonly connectionString?: string;
    readonly max?: number;
  };
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

const PORT = 5432;

type Connect = (this: Pool, callback?: unknown) => unknown;
type Got = (error: unknown, client?: object, release?: unknown) => unknown;

/** How long callers wait for a connection of a pool and keep it, and how full the pool is. */
export function watchPgPool(pool: unknown, kit: Kit): boolean {
  const { prototype } = (pool ?? {}) as { prototype?: object };
  const watch = new PoolWatch<Pool>(kit.measures, 'postgresql', {
    name: nameOf,
    place: placeOf,
    counts: ({ totalCount, idleCount, waitingCount, options }) => ({
      idle: idleCount,
      used: totalCount - idleCount,
      pending: waitingCount,
      max: options.max,
    }),
  });
  return wrapMethod(prototype, 'connect', (original) => connectOf(original, watch, kit));
}

function connectOf(original: Connect, watch: PoolWatch<Pool>, kit: Kit): Connect {
  return function connect(callback) {
    const wait = watch.wait(this);
    if (typeof callback === 'function') {
      // Called from whoever gives a connection back: it must run where its caller was.
      const bound = kit.hooks.bind(callback as Got);
      const got: Got = (error, client, release) => {
        const use = wait.got(error);
        if (client === undefined || use === undefined) return bound(error, client, release);
        watchRelease(client as Released, use);
        return bound(error, client, (client as Released).release);
      };
      return Reflect.apply(original, this, [got]);
    }
    const result = Reflect.apply(original, this, []);
    if (!isPromise(result)) return result;
    return result.then(
      (client) => {
        const use = wait.got(undefined);
        if (use !== undefined) watchRelease(client as Released, use);
        return client;
      },
      (error: unknown) => {
        wait.got(error);
        throw error;
      },
    );
  };
}

interface Released {
  release(...args: unknown[]): unknown;
}

/** The pool sets `release` anew each time it hands a client out. */
function watchRelease(client: Released, use: () => void): void {
  const { release } = client;
  client.release = (...args) => {
    use();
    return Reflect.apply(release, client, args);
  };
}

function nameOf(pool: Pool): string {
  const { address, port } = placeOf(pool);
  return `${address}:${port}/${databaseOf(pool)}`;
}

function placeOf({ options }: Pool): { readonly address: string; readonly port: number } {
  const url = urlOf(options.connectionString);
  const { host = 'localhost', port = PORT } = options;
  if (url === undefined) return { address: host, port: Number(port) };
  return { address: url.hostname || host, port: Number(url.port || port) };
}

function databaseOf({ options }: Pool): string {
  return urlOf(options.connectionString)?.pathname.slice(1) ?? options.database ?? '';
}

/** Holds a password, so nothing but the parts that are asked for may be shown. */
function urlOf(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
