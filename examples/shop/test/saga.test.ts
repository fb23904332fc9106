import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startPostgres } from '../../../scripts/real-parts/postgres.ts';
import { orderingIn } from './ordering.ts';
import { TestShop } from './services.ts';

const postgres = orSkip(await startPostgres());
const STARTED_WITHIN_MS = 60_000;
describe.skipIf(isMissing(postgres))('the saga of an order', { timeout: 60_000 }, () => {
  let shop: TestShop;
  let orders: ReturnType<typeof orderingIn>;
  beforeAll(async () => {
    if (isMissing(postgres)) return;
    const { user, port, database } = postgres;
    shop = await TestShop.open(`postgresql://${user}@127.0.0.1:${port}/${database}`);
    orders = orderingIn(shop);
  }, STARTED_WITHIN_MS);
  afterAll(async () => {
    await shop?.close();
    if (!isMissing(postgres)) await postgres.stop();
  });

  test('goes well: one trace from the order to the mail, across HTTP, gRPC and jobs', async () => {
    const before = await orders.available('cup');
    const id = await orders.place('cup', 2);
    expect(await orders.ended(id)).toMatchObject({ state: 'shipped', reason: null });
    expect(await orders.available('cup')).toBe(before - 2);
    await orders.traceOf(
      id,
      'orders POST /orders',
      'orders reserve',
      'inventory shop.Inventory/Reserve',
      'orders charge',
      'payments shop.Payments/Charge',
      'orders ship',
    );
  });

  test('sold out: nothing was done, so nothing is taken back', async () => {
    const id = await orders.place('handmade-vase', 50);
    expect(await orders.ended(id)).toMatchObject({ state: 'rejected', reason: 'sold out' });
    const names = await orders.traceOf(id, 'orders POST /orders', 'orders reserve');
    expect(names).not.toContain('orders compensate reserve');
    expect(names).not.toContain('payments shop.Payments/Charge');
  });

  test('payment declined: the goods go back, under the same trace', async () => {
    const before = await orders.available('golden-kettle');
    const id = await orders.place('golden-kettle');
    expect(await orders.ended(id)).toMatchObject({ state: 'rejected', reason: 'payment declined' });
    expect(await orders.available('golden-kettle')).toBe(before);
    await orders.traceOf(id, 'orders compensate reserve', 'inventory shop.Inventory/Release');
  });

  test('payments are away: the saga waits and goes on where it was', async () => {
    await shop.kill('payments');
    const before = await orders.available('teapot');
    const id = await orders.place('teapot');
    await expect.poll(() => orders.available('teapot'), { timeout: 10_000 }).toBe(before - 1);
    expect((await orders.find(id)).state).toBe('pending');
    await shop.start('payments');
    expect(await orders.ended(id)).toMatchObject({ state: 'shipped' });
    expect(await orders.available('teapot')).toBe(before - 1);
  });

  test('its service is killed: the next one ends it, and nothing is lost', async () => {
    const before = await orders.available('green-tea');
    const ids = await Promise.all(Array.from({ length: 5 }, () => orders.place('green-tea')));
    await shop.kill('orders');
    await shop.start('orders');
    for (const id of ids) expect(await orders.ended(id)).toMatchObject({ state: 'shipped' });
    expect(await orders.available('green-tea')).toBe(before - 5);
  });
});
