import type { Kit } from '../adapter.ts';
import { isPromise, watchPromise, wrapMethod } from '../patching.ts';
import { PoolWatch } from '../databases/pool.ts';

interface Pool {
  /** Commands with other options go through a copy that knows the pool itself. */
  readonly _self?: Pool;
  readonly identity?: { readonly id?: string };
  readonly idleClients?: number;
  readonly clientsInUse?: number;
  readonly tasksQueueLength?: number;
}

type Method = (this: Pool, ...args: unknown[]) => unknown;
type Task = (client: unknown) => unknown;

/** How long callers wait for a client of a pool and keep it, and how full the pool is. */
export function watchRedisPool(
  { RedisClientPool }: { readonly RedisClientPool?: { readonly prototype?: object } },
  kit: Kit,
): boolean {
  const watch = new PoolWatch<Pool>(kit.measures, 'redis', {
    name: nameOf,
    place: () => ({ address: undefined, port: undefined }),
    counts: ({ idleClients = 0, clientsInUse = 0, tasksQueueLength = 0 }) => ({
      idle: idleClients,
      used: clientsInUse,
      pending: tasksQueueLength,
      max: undefined,
    }),
  });
  const { prototype } = RedisClientPool ?? {};
  return wrapMethod(prototype, 'execute', (original) => executeOf(original, watch, kit));
}

function executeOf(original: Method, watch: PoolWatch<Pool>, { hooks }: Kit): Method {
  return function execute(...args) {
    const task = args[0];
    if (typeof task !== 'function') return Reflect.apply(original, this, args);
    const wait = watch.wait(this._self ?? this);
    let isStarted = false;
    // Called from whoever gives a client back: it must run where its caller was.
    const bound = hooks.bind(task as Task);
    const started: Task = (client) => {
      isStarted = true;
      const use = wait.got(undefined);
      const done = (): void => use?.();
      try {
        const result = bound(client);
        if (isPromise(result)) result.then(done, done);
        else done();
        return result;
      } catch (error) {
        done();
        throw error;
      }
    };
    const result = Reflect.apply(original, this, [started]);
    if (!isPromise(result)) return result;
    return watchPromise(result, (error) => {
      if (!isStarted) wait.got(error ?? 'never started');
    });
  };
}

/**
 * The library adds a random part, which would make another pool of it after each start. It does not
 * look into addresses that are given as one text.
 */
function nameOf({ identity }: Pool): string {
  const name = identity?.id?.replace(/-[^-]*$/, '') ?? '';
  if (name === '' || name.startsWith('unknown:unknown/')) return 'pool';
  return name
    .replace(/^unknown:/, 'localhost:')
    .replace(':unknown/', ':6379/')
    .replace(/unknown$/, '0');
}
