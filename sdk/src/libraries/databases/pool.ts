import { DB, DB_METRICS, labelOf } from '../../contract/index.ts';
import { countConnectionFailure } from './call.ts';
import { monotonicMs, type DurationCell, type Measures, type Reading } from '../../record/index.ts';

export interface PoolCounts {
  readonly idle: number;
  readonly used: number;
  readonly pending: number;
  readonly max: number | undefined;
}

interface PoolReader<Pool> {
  /** `host:port/database`; never holds credentials. */
  name(pool: Pool): string;
  /** Of the server. */
  place(pool: Pool): { readonly address: string | undefined; readonly port: number | undefined };
  counts(pool: Pool): PoolCounts;
}

interface Known {
  readonly name: string;
  readonly wait: DurationCell;
  readonly use: DurationCell;
}

/** Pools whose counts are shown; an application that makes more has another problem. */
const POOLS_MAX = 50;
/** What errors of a pool that had no connection in time look like. */
const TIMED_OUT = /time(?:d )?out/i;

/** Waiting, use and counts of the pools of one database system. */
export class PoolWatch<Pool extends object> {
  readonly #measures: Measures;
  readonly #system: string;
  readonly #reader: PoolReader<Pool>;
  readonly #known = new WeakMap<Pool, Known>();
  #pools: WeakRef<Pool>[] = [];

  constructor(measures: Measures, system: string, reader: PoolReader<Pool>) {
    this.#measures = measures;
    this.#system = system;
    this.#reader = reader;
    const { connections, connectionsMax, pending } = DB_METRICS;
    measures.watch(connections, () => this.#readings(({ idle, used }) => ({ idle, used })));
    measures.watch(connectionsMax, () => this.#readings(({ max }) => ({ '': max })));
    measures.watch(pending, () => this.#readings((counts) => ({ '': counts.pending })));
  }

  /** Somebody asks for a connection; `got` is called once with what came of it. */
  wait(pool: Pool): { got(error: unknown): (() => void) | undefined } {
    const known = this.#knownOf(pool);
    const askedMs = monotonicMs();
    return {
      got: (error) => {
        const gotMs = monotonicMs();
        if (error !== undefined && error !== null) {
          this.#failed(pool, known, error);
          return undefined;
        }
        known.wait.observe((gotMs - askedMs) / 1000);
        let isBack = false;
        return () => {
          if (isBack) return;
          isBack = true;
          known.use.observe((monotonicMs() - gotMs) / 1000);
        };
      },
    };
  }

  #failed(pool: Pool, { name }: Known, error: unknown): void {
    const { message, code } = error as { message?: unknown; code?: unknown };
    if (typeof code === 'string') {
      countConnectionFailure(
        this.#measures,
        { system: this.#system, ...this.#reader.place(pool) },
        error,
      );
    } else if (TIMED_OUT.test(String(message))) {
      this.#measures.count(DB_METRICS.timeouts, this.#attributes(name));
    }
  }

  #attributes(name: string) {
    return { [DB.system]: this.#system, [DB.poolName]: name };
  }

  #knownOf(pool: Pool): Known {
    const known = this.#known.get(pool);
    if (known !== undefined) return known;
    const name = this.#reader.name(pool);
    const attributes = this.#attributes(name);
    const made = {
      name,
      wait: this.#measures.histogram(DB_METRICS.waitTime, attributes),
      use: this.#measures.histogram(DB_METRICS.useTime, attributes),
    };
    this.#known.set(pool, made);
    if (this.#pools.length >= POOLS_MAX) {
      this.#pools = this.#pools.filter((reference) => reference.deref() !== undefined);
    }
    if (this.#pools.length < POOLS_MAX) this.#pools.push(new WeakRef(pool));
    return made;
  }

  /** A pool that cannot be read must not cost the page its other numbers. */
  #countsOf(pool: Pool): PoolCounts {
    try {
      return this.#reader.counts(pool);
    } catch {
      return { idle: 0, used: 0, pending: 0, max: undefined };
    }
  }

  /** Pools of one name count as one: a service may open several on the same database. */
  *#readings(
    pick: (counts: PoolCounts) => Readonly<Record<string, number | undefined>>,
  ): Generator<Reading> {
    const sums = new Map<string, { name: string; state: string; value: number }>();
    for (const reference of this.#pools) {
      const pool = reference.deref();
      const name = pool === undefined ? undefined : this.#known.get(pool)?.name;
      if (pool === undefined || name === undefined) continue;
      for (const [state, value] of Object.entries(pick(this.#countsOf(pool)))) {
        if (value === undefined) continue;
        const key = `${name} ${state}`;
        sums.set(key, { name, state, value: value + (sums.get(key)?.value ?? 0) });
      }
    }
    for (const { name, state, value } of sums.values()) {
      yield {
        labels: {
          [labelOf(DB.system)]: this.#system,
          [labelOf(DB.poolName)]: name,
          ...(state === '' ? {} : { [labelOf(DB.poolState)]: state }),
        },
        value,
      };
    }
  }
}
