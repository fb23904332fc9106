import { Pool, type PoolClient } from 'pg';
import { slowDb } from './faults/slow-db.ts';

const POOL_MAX = 5;
/** Whose statements the fault `slow-db` makes slower. */
const SLOW = ['inventory', 'orders'];

/** The database that the shop was given: each service has a schema of its own in it. */
export function openDatabase(schema: string): Pool {
  const connectionString = process.env['DATABASE_URL'] ?? 'postgresql://shop@127.0.0.1:5432/shop';
  const pool = new Pool({
    connectionString,
    max: POOL_MAX,
    options: `-c search_path=${schema}`,
    connectionTimeoutMillis: 2000,
  });
  // A connection that breaks while nobody uses it; the next query gets a new one.
  pool.on('error', () => undefined);
  if (SLOW.includes(schema)) slowDb(pool);
  return pool;
}

/** Makes schema and tables. Several processes may do so at once; one after the other they do. */
export async function migrate(pool: Pool, schema: string, tables: string): Promise<void> {
  await transaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [schema]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await client.query(tables);
  });
}

/** All of the work or none of it. */
export async function transaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
