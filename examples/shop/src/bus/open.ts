import type { Pool } from 'pg';
import type { Bus } from './bus.ts';
import type { Jobs } from './jobs.ts';
import { postgresBus } from './postgres.ts';

/** The bus that is configured: RabbitMQ where `AMQP_URL` names one, otherwise PostgreSQL. */
export async function openBus(
  jobs: () => Jobs | Promise<Jobs>,
  outbox?: { readonly pool: Pool; readonly schema: string },
): Promise<Bus> {
  const url = process.env['AMQP_URL'] ?? '';
  if (url === '') return postgresBus(await jobs());
  // Loaded late: without a broker nobody needs its client.
  const { RabbitBus } = await import('./rabbitmq.ts');
  return RabbitBus.open(url, outbox === undefined ? {} : { outbox });
}
