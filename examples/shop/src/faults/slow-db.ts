import type { Pool, PoolClient } from 'pg';
import { faults } from './switches.ts';

const SLOWER_MS = 300;

/**
 * Lets the answers of the database lie for a while, as a network or a database that is busy does:
 * whoever measures the statement sees it, and so does whoever waits for a connection meanwhile.
 */
export function slowDb(pool: Pool): void {
  pool.on('connect', (client) => {
    const { stream } = (client as PoolClient & { connection: { stream: NodeJS.ReadStream } })
      .connection;
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      if (faults.isOn('slow-db')) {
        stream.pause();
        setTimeout(() => stream.resume(), SLOWER_MS);
      }
      return query(...args);
    }) as typeof client.query;
  });
}
