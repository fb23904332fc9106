import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startPostgres } from '../../../scripts/real-parts/postgres.ts';
import { TestShop } from './services.ts';

const postgres = orSkip(await startPostgres());
const STARTED_WITHIN_MS = 60_000;
/** A job whose worker was killed is tried again after its deadline. */
const ENDED_WITHIN_MS = 45_000;

interface Order {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
}

describe.skipIf(isMissing(postgres))('the saga of an order', { timeout: 60_000 }, () => {
  let shop: TestShop;
  beforeAll(async () => {
    if (isMissing(postgres)) return;
    const { user, port, database } = postgres;
    shop = await TestShop.open(`postgresql://${user}@127.0.0.1:${port}/${database}`);
  }, STARTED_WITHIN_MS);
  afterAll(async () => {
    await shop?.close();
    if (!isMissing(postgres)) await postgres.stop();
  });

  async function place(sku: string, quantity = 1): Promise<string> {
    const answer = await fetch(`${shop.address('orders')}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku, quantity, customer: 'ada' }),
    });
    expect(answer.status).toBe(202);
    return ((await answer.json()) as Order).id;
  }

  const find = async (id: string): Promise<Order> =>
    (await (await fetch(`${shop.address('orders')}/orders/${id}`)).json()) as Order;

  async function ended(id: string): Promise<Order> {
    await expect
      .poll(async () => (await find(id)).state, { timeout: ENDED_WITHIN_MS })
      .not.toBe('pending');
    return find(id);
  }

  async function available(sku: string): Promise<number> {
    const { clientOf } = await import('../src/rpc/client.ts');
    type Calls = { Find: (request: { sku: string }) => { available: number } };
    const inventory = clientOf<Calls>('Inventory', shop.address('inventory'));
    return (await inventory.Find({ sku })).available;
  }

  /** The trace that a line of the notifier about the order belongs to, once it has these spans. */
  async function traceOf(id: string, ...wanted: readonly string[]): Promise<string[]> {
    const told = (): string | undefined =>
      shop.lines.find((line) => line.includes(id) && line.includes('customer notified'));
    await expect.poll(told, { timeout: ENDED_WITHIN_MS }).toBeDefined();
    const { trace } = JSON.parse(told() ?? '{}') as { trace: { id: string } };
    const names = (): string[] =>
      shop.otlp.spans
        .filter(({ traceId }) => traceId === trace.id)
        .map(({ resource, name }) => `${String(resource['service.name'])} ${name}`);
    const missing = (): string[] => wanted.filter((name) => !names().includes(name));
    await expect.poll(missing, { timeout: 10_000 }).toEqual([]);
    return names();
  }

  test('goes well: one trace from the order to the mail, across HTTP, gRPC and jobs', async () => {
    const before = await available('cup');
    const id = await place('cup', 2);
    expect(await ended(id)).toMatchObject({ state: 'shipped', reason: null });
    expect(await available('cup')).toBe(before - 2);
    await traceOf(
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
    const id = await place('handmade-vase', 50);
    expect(await ended(id)).toMatchObject({ state: 'rejected', reason: 'sold out' });
    const names = await traceOf(id, 'orders POST /orders', 'orders reserve');
    expect(names).not.toContain('orders compensate reserve');
    expect(names).not.toContain('payments shop.Payments/Charge');
  });

  test('payment declined: the goods go back, under the same trace', async () => {
    const before = await available('golden-kettle');
    const id = await place('golden-kettle');
    expect(await ended(id)).toMatchObject({ state: 'rejected', reason: 'payment declined' });
    expect(await available('golden-kettle')).toBe(before);
    await traceOf(id, 'orders compensate reserve', 'inventory shop.Inventory/Release');
  });

  test('payments are away: the saga waits and goes on where it was', async () => {
    await shop.kill('payments');
    const before = await available('teapot');
    const id = await place('teapot');
    await expect.poll(() => available('teapot'), { timeout: 10_000 }).toBe(before - 1);
    expect((await find(id)).state).toBe('pending');
    await shop.start('payments');
    expect(await ended(id)).toMatchObject({ state: 'shipped' });
    expect(await available('teapot')).toBe(before - 1);
  });

  test('its service is killed: the next one ends it, and nothing is lost', async () => {
    const before = await available('green-tea');
    const ids = await Promise.all(Array.from({ length: 5 }, () => place('green-tea')));
    await shop.kill('orders');
    await shop.start('orders');
    for (const id of ids) expect(await ended(id)).toMatchObject({ state: 'shipped' });
    expect(await available('green-tea')).toBe(before - 5);
  });
});
