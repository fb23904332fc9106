import type { Kit } from '../adapter.ts';
import { isPromise, wrapMethod } from '../patching.ts';
import { PoolWatch } from './pool.ts';

const USE = Symbol('sightline.use');

interface Pool {
  readonly options?: {
    readonly hostAddress?: { readonly host?: string; readonly port?: number };
    readonly maxPoolSize?: number;
  };
  readonly availableConnectionCount?: number;
  readonly currentCheckedOutCount?: number;
  readonly waitQueueSize?: number;
}

interface Connection {
  [USE]?: (() => void) | undefined;
}

type Method = (this: Pool, ...args: unknown[]) => unknown;

/** How long operations wait for a connection to a server, and how full its pool is. */
export function watchMongoPool(
  { ConnectionPool }: { readonly ConnectionPool?: { readonly prototype?: object } },
  kit: Kit,
): boolean {
  const watch = new PoolWatch<Pool>(kit.measures, 'mongodb', {
    name: (pool) => {
      const { address, port } = placeOf(pool);
      return `${address}:${port}`;
    },
    place: placeOf,
    counts: ({ availableConnectionCount, currentCheckedOutCount, waitQueueSize, options }) => ({
      idle: availableConnectionCount ?? 0,
      used: currentCheckedOutCount ?? 0,
      pending: waitQueueSize ?? 0,
      max: options?.maxPoolSize,
    }),
  });
  const { prototype } = ConnectionPool ?? {};
  return (
    wrapMethod(prototype, 'checkOut', (original) => checkOutOf(original, watch)) &&
    wrapMethod(prototype, 'checkIn', checkInOf)
  );
}

function checkOutOf(original: Method, watch: PoolWatch<Pool>): Method {
  return function checkOut(...args) {
    const wait = watch.wait(this);
    const result = Reflect.apply(original, this, args);
    if (!isPromise(result)) return result;
    return result.then(
      (connection) => {
        (connection as Connection)[USE] = wait.got(undefined);
        return connection;
      },
      (error: unknown) => {
        wait.got(error);
        throw error;
      },
    );
  };
}

function checkInOf(original: Method): Method {
  return function checkIn(...args) {
    const connection = args[0] as Connection | undefined;
    connection?.[USE]?.();
    return Reflect.apply(original, this, args);
  };
}

function placeOf({ options }: Pool) {
  const { host, port } = options?.hostAddress ?? {};
  return { address: host, port };
}
