import { expect } from 'vitest';
import type { TestShop } from './services.ts';

/** A job whose worker was killed is tried again after its deadline. */
export const ENDED_WITHIN_MS = 45_000;

export interface Order {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
}

/** What tests do with the orders of a shop, as their customer. */
export function orderingIn(shop: TestShop) {
  async function place(sku: string, quantity = 1): Promise<string> {
    const answer = await fetch(`${shop.address('orders')}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku, quantity, customer: 'ada' }),
    });
    expect(answer.status).toBe(202);
    return ((await answer.json()) as Order).id;
  }

  async function find(id: string): Promise<Order> {
    const answer = await fetch(`${shop.address('orders')}/orders/${id}`);
    return (await answer.json()) as Order;
  }

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

  /** The line of the notifier about the order. */
  async function notified(id: string): Promise<{ readonly trace: { readonly id: string } }> {
    const told = (): string | undefined =>
      shop.lines.find((line) => line.includes(id) && line.includes('customer notified'));
    await expect.poll(told, { timeout: ENDED_WITHIN_MS }).toBeDefined();
    return JSON.parse(told() ?? '{}') as { trace: { id: string } };
  }

  /** The spans of the trace that the notifier's line belongs to, once it has these. */
  async function traceOf(id: string, ...wanted: readonly string[]): Promise<string[]> {
    const { trace } = await notified(id);
    const names = (): string[] =>
      shop.otlp.spans
        .filter(({ traceId }) => traceId === trace.id)
        .map(({ resource, name }) => `${String(resource['service.name'])} ${name}`);
    const missing = (): string[] => wanted.filter((name) => !names().includes(name));
    await expect.poll(missing, { timeout: 10_000 }).toEqual([]);
    return names();
  }

  return { place, find, ended, available, notified, traceOf };
}
