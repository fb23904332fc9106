import { logger } from 'sightline';
import { createClient } from 'redis';

const SECONDS = 5;
/** A cache that is slower than what it spares is no cache. */
const PATIENCE_MS = 200;

/** Reads through a cache that may be away: then everything is asked for, and nothing fails. */
export class Cache {
  readonly #client;

  constructor(url: string) {
    this.#client = createClient({
      url,
      RESP: 2,
      commandOptions: { timeout: PATIENCE_MS },
      disableOfflineQueue: true,
      socket: { reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 3000) },
    });
    let isTold = false;
    this.#client.on('error', (error: Error) => {
      if (!isTold) logger.warn({ err: error }, 'the cache is away');
      isTold = true;
    });
    this.#client.on('ready', () => {
      isTold = false;
    });
    this.#client.connect().catch(() => undefined);
  }

  async through<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
    const kept = await this.#client.get(key).catch(() => null);
    if (kept !== null) return JSON.parse(String(kept)) as Value;
    const value = await make();
    await this.#client.set(key, JSON.stringify(value), { EX: SECONDS }).catch(() => undefined);
    return value;
  }
}
