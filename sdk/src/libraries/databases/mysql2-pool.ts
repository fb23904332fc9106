import type { Kit } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { PoolWatch } from './pool.ts';

const USE = Symbol('sightline.use');

interface Queue {
  readonly length: number;
}

interface Pool {
  readonly config?: {
    readonly connectionLimit?: number;
    readonly connectionConfig?: {
      readonly host?: string;
      readonly port?: number;
      readonly socketPath?: string;
      readonly database?: string;
    };
  };
  readonly _allConnections?: Queue;
  readonly _freeConnections?: Queue;
  readonly _connectionQueue?: Queue;
}

type Method = (this: Pool, ...args: unknown[]) => unknown;
type Got = (error: unknown, connection?: { [USE]?: (() => void) | undefined }) => unknown;

/** How long callers wait for a connection of a pool and keep it, and how full the pool is. */
export function watchMysqlPool(exports: { prototype?: object }, kit: Kit): boolean {
  const watch = new PoolWatch<Pool>(kit.measures, 'mysql', {
    name: nameOf,
    place: placeOf,
    counts: (pool) => {
      const all = pool._allConnections?.length ?? 0;
      const idle = pool._freeConnections?.length ?? 0;
      const pending = pool._connectionQueue?.length ?? 0;
      const max = pool.config?.connectionLimit;
      // 0 stands for as many as are asked for.
      return { idle, used: all - idle, pending, max: max === 0 ? undefined : max };
    },
  });
  const { prototype } = exports;
  return (
    wrapMethod(prototype, 'getConnection', (original) => getConnectionOf(original, watch, kit)) &&
    wrapMethod(prototype, 'releaseConnection', releaseConnectionOf)
  );
}

function getConnectionOf(original: Method, watch: PoolWatch<Pool>, kit: Kit): Method {
  return function getConnection(...args) {
    const callback = args[0];
    if (typeof callback !== 'function') return Reflect.apply(original, this, args);
    const wait = watch.wait(this);
    // Called from whoever gives a connection back: it must run where its caller was.
    const bound = kit.hooks.bind(callback as Got);
    const got: Got = (error, connection) => {
      const use = wait.got(error);
      if (connection !== undefined && connection !== null) connection[USE] = use;
      return bound(error, connection);
    };
    return Reflect.apply(original, this, [got]);
  };
}

/** Called for connections that are given back, and for those that broke. */
function releaseConnectionOf(original: Method): Method {
  return function releaseConnection(...args) {
    const connection = args[0] as { [USE]?: (() => void) | undefined } | undefined;
    connection?.[USE]?.();
    if (connection?.[USE] !== undefined) connection[USE] = undefined;
    return Reflect.apply(original, this, args);
  };
}

function nameOf(pool: Pool): string {
  const { address, port } = placeOf(pool);
  const database = pool.config?.connectionConfig?.database ?? '';
  return `${address}${port === undefined ? '' : `:${port}`}/${database}`;
}

function placeOf({ config }: Pool) {
  const { host = 'localhost', port = 3306, socketPath } = config?.connectionConfig ?? {};
  const isLocal = socketPath !== undefined;
  return { address: isLocal ? socketPath : host, port: isLocal ? undefined : Number(port) };
}
