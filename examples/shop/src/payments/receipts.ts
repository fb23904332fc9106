import type { Pool } from 'pg';
import { migrate } from '../database.ts';

export const SCHEMA = 'payments';

const TABLES = `
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.receipts (
    order_id text PRIMARY KEY,
    receipt_id text NOT NULL
  )`;

/** Charges that went through: nobody pays twice for one order, whatever dies in between. */
export class Receipts {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async open(): Promise<void> {
    await migrate(this.#pool, SCHEMA, TABLES);
  }

  async of(orderId: string): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ receiptId: string }>(
      'SELECT receipt_id AS "receiptId" FROM receipts WHERE order_id = $1',
      [orderId],
    );
    return rows[0]?.receiptId;
  }

  async keep(orderId: string, receiptId: string): Promise<string> {
    await this.#pool.query(
      'INSERT INTO receipts VALUES ($1, $2) ON CONFLICT (order_id) DO NOTHING',
      [orderId, receiptId],
    );
    return receiptId;
  }

  async drop(orderId: string): Promise<void> {
    await this.#pool.query('DELETE FROM receipts WHERE order_id = $1', [orderId]);
  }
}
