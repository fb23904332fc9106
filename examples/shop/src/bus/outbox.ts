import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { checkEvent, type ShopEvents, type Topic } from '../contracts/events.ts';
import { migrate, transaction } from '../database.ts';
import type { Outbox } from './bus.ts';

const LOOK_MS = 250;
const AT_ONCE = 50;

export interface OutboxMessage {
  readonly id: string;
  readonly topic: Topic;
  readonly event: ShopEvents[Topic];
}

type Row = OutboxMessage & { readonly trace: Record<string, string> };

/** What a broker is to be told, where a transaction can write it: in the database. */
export async function openOutbox(pool: Pool, schema: string): Promise<void> {
  await migrate(
    pool,
    schema,
    `CREATE TABLE IF NOT EXISTS ${schema}.outbox (
       position bigserial PRIMARY KEY,
       id uuid NOT NULL DEFAULT gen_random_uuid(),
       topic text NOT NULL,
       event jsonb NOT NULL,
       trace jsonb NOT NULL
     )`,
  );
}

/** The row keeps the trace: by the time it is sent, the work that wrote it is over. */
export async function writeOutbox<Name extends Topic>(
  outbox: Outbox,
  topic: Name,
  event: ShopEvents[Name],
): Promise<void> {
  const trace = {};
  propagation.inject(context.active(), trace);
  await outbox.query('INSERT INTO outbox (topic, event, trace) VALUES ($1, $2, $3)', [
    topic,
    JSON.stringify(checkEvent(topic, event)),
    JSON.stringify(trace),
  ]);
}

/**
 * Sends what lies in the outbox. A row goes when the broker has the message: whatever dies in
 * between, it is sent again, so a message may come twice, and none is lost.
 */
export class Relay {
  readonly #pool: Pool;
  readonly #send: (message: OutboxMessage) => Promise<void>;
  readonly #over: Promise<void>;
  #isClosed = false;

  constructor(pool: Pool, send: (message: OutboxMessage) => Promise<void>) {
    this.#pool = pool;
    this.#send = send;
    this.#over = this.#run();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#over;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      // The database or the broker is away: the rows wait.
      const sent = await this.#round().catch(() => 0);
      if (sent < AT_ONCE) await sleep(LOOK_MS);
    }
  }

  async #round(): Promise<number> {
    const { rows: some } = await this.#pool.query('SELECT 1 FROM outbox LIMIT 1');
    if (some.length === 0) return 0;
    return transaction(this.#pool, async (client) => {
      // Several processes may do this: none takes what another one has.
      const { rows } = await client.query<Row>(
        `SELECT id, topic, event, trace FROM outbox
         ORDER BY position LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`,
      );
      const sent = await Promise.allSettled(
        rows.map(({ trace, ...message }) =>
          context.with(propagation.extract(ROOT_CONTEXT, trace), () => this.#send(message)),
        ),
      );
      const gone = rows.filter((_row, index) => sent[index]?.status === 'fulfilled');
      await client.query('DELETE FROM outbox WHERE id = ANY($1)', [gone.map(({ id }) => id)]);
      return gone.length;
    });
  }
}
