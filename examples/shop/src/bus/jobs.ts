import { PgBoss } from 'pg-boss';
import type { Outbox } from './bus.ts';

const POLL_SECONDS = 2;
/** Told of new jobs at once; asking for them is only for when that fails. */
const BOSS = {
  schedule: false,
  useListenNotify: true,
  superviseIntervalSeconds: 5,
  monitorIntervalSeconds: 5,
} as const;
/** Jobs of one queue that a process works on at once. */
const AT_ONCE = 4;
const RETRIES = 5;
/** Whoever has not finished by then has died; the job is given to another one. */
const DEADLINE_SECONDS = 10;

/** What a handler gets: the job's data, and whether it is tried for the last time. */
export interface Attempt {
  readonly isLast: boolean;
}

/** Jobs in PostgreSQL: durable, tried again with growing pauses, sent within a transaction. */
export class Jobs {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  static async open(): Promise<Jobs> {
    const connectionString = process.env['DATABASE_URL'] ?? 'postgresql://shop@127.0.0.1:5432/shop';
    const boss = new PgBoss({ connectionString, schema: 'jobs', max: 6, ...BOSS });
    // Told again and again while the database is away; the work goes on when it is back.
    boss.on('error', () => undefined);
    await boss.start();
    return new Jobs(boss);
  }

  async #ready(queue: string): Promise<void> {
    await this.#boss.createQueue(queue, {
      notify: true,
      retryLimit: RETRIES,
      retryBackoff: true,
      retryDelay: 1,
      expireInSeconds: DEADLINE_SECONDS,
    });
  }

  async send(queue: string, data: object, outbox?: Outbox): Promise<void> {
    await this.#ready(queue);
    await this.#boss.send(queue, data, outbox === undefined ? {} : { db: databaseOf(outbox) });
  }

  /** What the data holds is the reader's to check. */
  async work(
    queue: string,
    handle: (data: object, attempt: Attempt) => Promise<void>,
  ): Promise<void> {
    await this.#ready(queue);
    const options = {
      pollingIntervalSeconds: POLL_SECONDS,
      notifyPollingIntervalSeconds: POLL_SECONDS,
      localConcurrency: AT_ONCE,
      includeMetadata: true,
    } as const;
    await this.#boss.work<object, void, typeof options>(queue, options, async ([job]) => {
      if (job === undefined) return;
      await handle(job.data, { isLast: job.retryCount >= job.retryLimit });
    });
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 2000 });
  }
}

/** How pg-boss writes, in somebody else's transaction. */
function databaseOf(outbox: Outbox) {
  return {
    executeSql: (text: string, values: unknown[] = []) => outbox.query(text, values),
  };
}
