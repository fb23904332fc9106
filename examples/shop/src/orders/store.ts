import type { Pool, PoolClient } from 'pg';
import { migrate, transaction } from '../database.ts';

export const SCHEMA = 'orders';

/** `pending` until the saga has ended. */
export type OrderState = 'pending' | 'shipped' | 'rejected';

export interface Order {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly customer: string;
  readonly state: OrderState;
  readonly reason: string | null;
  readonly totalCents: number | null;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.orders (
    id text PRIMARY KEY,
    sku text NOT NULL,
    quantity integer NOT NULL,
    customer text NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    reason text,
    total_cents integer,
    placed_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.steps (
    order_id text NOT NULL REFERENCES ${SCHEMA}.orders,
    name text NOT NULL,
    PRIMARY KEY (order_id, name)
  )`;

const COLUMNS = 'id, sku, quantity, customer, state, reason, total_cents AS "totalCents"';

/** Orders, and how far the saga of each has come: it outlives the process that runs it. */
export class OrderStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async open(): Promise<void> {
    await migrate(this.#pool, SCHEMA, TABLES);
  }

  /** The order and what follows from it, in one transaction. */
  async place(
    order: Pick<Order, 'id' | 'sku' | 'quantity' | 'customer'>,
    andThen: (client: PoolClient) => Promise<void>,
  ): Promise<void> {
    const { id, sku, quantity, customer } = order;
    await transaction(this.#pool, async (client) => {
      await client.query(
        'INSERT INTO orders (id, sku, quantity, customer) VALUES ($1, $2, $3, $4)',
        [id, sku, quantity, customer],
      );
      await andThen(client);
    });
  }

  async find(id: string): Promise<Order | undefined> {
    const { rows } = await this.#pool.query<Order>(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [
      id,
    ]);
    return rows[0];
  }

  /** Steps that were done, in an earlier try as well. */
  async stepsOf(id: string): Promise<Set<string>> {
    const { rows } = await this.#pool.query<{ name: string }>(
      'SELECT name FROM steps WHERE order_id = $1',
      [id],
    );
    return new Set(rows.map(({ name }) => name));
  }

  async markStep(id: string, name: string): Promise<void> {
    await this.#pool.query(
      'INSERT INTO steps VALUES ($1, $2) ON CONFLICT (order_id, name) DO NOTHING',
      [id, name],
    );
  }

  async price(id: string, totalCents: number): Promise<void> {
    await this.#pool.query('UPDATE orders SET total_cents = $2 WHERE id = $1', [id, totalCents]);
  }

  /** The end of the saga, and the event that tells of it, in one transaction; only once. */
  async end(
    id: string,
    state: 'shipped' | 'rejected',
    reason: string | undefined,
    andThen: (client: PoolClient) => Promise<void>,
  ): Promise<void> {
    await transaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        "UPDATE orders SET state = $2, reason = $3 WHERE id = $1 AND state = 'pending'",
        [id, state, reason ?? null],
      );
      if (rowCount === 1) await andThen(client);
    });
  }

  /** Orders by state. Slow, as reports are. */
  async report(): Promise<object[]> {
    const { rows } = await this.#pool.query<object>(
      `WITH slowly AS MATERIALIZED (SELECT pg_sleep(0.5))
       SELECT state, count(*)::int AS orders FROM orders, slowly GROUP BY state`,
    );
    return rows;
  }

  /** When the oldest order was placed whose saga has not ended. */
  async oldestPending(): Promise<Date | undefined> {
    const { rows } = await this.#pool.query<{ since: Date | null }>(
      "SELECT min(placed_at) AS since FROM orders WHERE state = 'pending'",
    );
    return rows[0]?.since ?? undefined;
  }
}
