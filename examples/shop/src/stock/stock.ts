import { status } from '@grpc/grpc-js';
import type { Pool } from 'pg';
import type { Item, ReserveRequest } from '../contracts/messages.ts';
import { migrate, transaction } from '../database.ts';
import { RpcError } from '../rpc/server.ts';
import { GOODS } from './goods.ts';

export const SCHEMA = 'inventory';

const TABLES = `
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.items (
    sku text PRIMARY KEY,
    name text NOT NULL,
    price_cents integer NOT NULL,
    available integer NOT NULL CHECK (available >= 0)
  );
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.reservations (
    order_id text PRIMARY KEY,
    sku text NOT NULL REFERENCES ${SCHEMA}.items,
    quantity integer NOT NULL
  )`;

const COLUMNS = 'sku, name, price_cents AS "priceCents", available';

class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/** What is there, and what of it is promised to whom. */
export class Stock {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async open(): Promise<void> {
    await migrate(this.#pool, SCHEMA, TABLES);
    for (const { sku, name, priceCents, available } of GOODS) {
      await this.#pool.query(
        'INSERT INTO items VALUES ($1, $2, $3, $4) ON CONFLICT (sku) DO NOTHING',
        [sku, name, priceCents, available],
      );
    }
  }

  async list(): Promise<Item[]> {
    const { rows } = await this.#pool.query<Item>(`SELECT ${COLUMNS} FROM items ORDER BY sku`);
    return rows;
  }

  async find(sku: string): Promise<Item> {
    const { rows } = await this.#pool.query<Item>(`SELECT ${COLUMNS} FROM items WHERE sku = $1`, [
      sku,
    ]);
    const [item] = rows;
    if (item === undefined) throw new RpcError(status.NOT_FOUND, 'no such item');
    if (sku === 'cracked-jar') throw new LedgerError(`the ledger of ${sku} does not add up`);
    return item;
  }

  /** Whoever asks twice for one order has it reserved once. */
  async reserve({ orderId, sku, quantity }: ReserveRequest): Promise<{ priceCents: number }> {
    const { priceCents } = await this.find(sku);
    await transaction(this.#pool, async (client) => {
      const made = await client.query(
        'INSERT INTO reservations VALUES ($1, $2, $3) ON CONFLICT (order_id) DO NOTHING',
        [orderId, sku, quantity],
      );
      if (made.rowCount === 0) return;
      const taken = await client.query(
        'UPDATE items SET available = available - $2 WHERE sku = $1 AND available >= $2',
        [sku, quantity],
      );
      if (taken.rowCount === 0) throw new RpcError(status.FAILED_PRECONDITION, 'sold out');
    });
    return { priceCents };
  }

  async release(orderId: string): Promise<void> {
    await transaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ sku: string; quantity: number }>(
        'DELETE FROM reservations WHERE order_id = $1 RETURNING sku, quantity',
        [orderId],
      );
      for (const { sku, quantity } of rows) {
        await client.query('UPDATE items SET available = available + $2 WHERE sku = $1', [
          sku,
          quantity,
        ]);
      }
    });
  }
}
