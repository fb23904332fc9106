import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startPostgres } from '../../../scripts/real-parts/postgres.ts';
import { startRabbit } from '../../../scripts/real-parts/rabbitmq.ts';
import { orderingIn } from './ordering.ts';
import { TestShop } from './services.ts';

const rabbit = orSkip(await startRabbit());
const postgres = orSkip(await startPostgres());
const isAbsent = isMissing(rabbit) || isMissing(postgres);
const STARTED_WITHIN_MS = 60_000;

describe.skipIf(isAbsent)('orders whose events go over RabbitMQ', { timeout: 120_000 }, () => {
  let shop: TestShop;
  let orders: ReturnType<typeof orderingIn>;
  beforeAll(async () => {
    if (isMissing(postgres) || isMissing(rabbit)) return;
    const { user, port, database } = postgres;
    const databaseUrl = `postgresql://${user}@127.0.0.1:${port}/${database}`;
    shop = await TestShop.open(databaseUrl, { AMQP_URL: rabbit.url });
    orders = orderingIn(shop);
  }, STARTED_WITHIN_MS);
  afterAll(async () => {
    await shop?.close();
    if (!isMissing(postgres)) await postgres.stop();
    if (!isMissing(rabbit)) await rabbit.stop();
  });

  test('one trace from the order to the mail, though its event waited in the outbox', async () => {
    const id = await orders.place('cup', 2);
    expect(await orders.ended(id)).toMatchObject({ state: 'shipped', reason: null });
    await orders.traceOf(
      id,
      'orders POST /orders',
      'inventory shop.Inventory/Reserve',
      'payments shop.Payments/Charge',
      'orders ship',
      'orders send shop',
      'notifier process shop.notifier',
    );
  });

  test('the broker and a writer and a reader are killed: nothing is lost', async () => {
    if (isMissing(rabbit)) return;
    const ids = [await orders.place('cup')];
    await rabbit.server.kill();
    for (let count = 0; count < 3; count += 1) ids.push(await orders.place('teapot'));
    // The saga does not wait for the broker: what it would tell lies in the outbox.
    for (const id of ids) expect(await orders.ended(id)).toMatchObject({ state: 'shipped' });
    await shop.kill('orders');
    await shop.kill('notifier');
    // It starts without a broker, too.
    await shop.start('orders');
    ids.push(await orders.place('green-tea'));
    await rabbit.startAgain();
    await shop.start('notifier');
    for (const id of ids) await orders.notified(id);
  });
});
