import { status } from '@grpc/grpc-js';
import { afterAll, describe, expect, test } from 'vitest';
import { checkEvent } from '../src/contracts/events.ts';
import { BODIES, checkBody, type BodyName } from '../src/contracts/http.ts';
import type { InventoryCalls, PaymentsCalls } from '../src/contracts/messages.ts';
import { ordersApp } from '../src/orders/app.ts';
import type { Order } from '../src/orders/store.ts';
import { clientOf } from '../src/rpc/client.ts';
import { checkAnswer, checkRequest } from '../src/rpc/contract.ts';
import type { SERVICES } from '../src/rpc/definition.ts';
import { serve, unary } from '../src/rpc/server.ts';

type Calls = InventoryCalls & PaymentsCalls;
type Examples = {
  readonly [Name in keyof Calls]: readonly [
    service: keyof typeof SERVICES,
    request: Parameters<Calls[Name]>[0],
    answer: ReturnType<Calls[Name]>,
  ];
};

/** One of each call that the shop makes: the compiler holds that none is missing. */
const EXAMPLES: Examples = {
  Find: ['Inventory', { sku: 'cup' }, { sku: 'cup', name: 'Cup', priceCents: 990, available: 7 }],
  Reserve: ['Inventory', { orderId: 'o-1', sku: 'cup', quantity: 2 }, { priceCents: 990 }],
  Release: ['Inventory', { orderId: 'o-1' }, {}],
  Charge: ['Payments', { orderId: 'o-1', amountCents: 1980 }, { receiptId: 'r-1' }],
  Refund: ['Payments', { orderId: 'o-1' }, {}],
};

describe('gRPC, by the proto', () => {
  test('it has every call that the shop makes, and what each takes and gives', () => {
    for (const [name, [service, request, answer]] of Object.entries(EXAMPLES)) {
      const path = `/shop.${service}/${name}`;
      expect(() => checkRequest(path, request), path).not.toThrow();
      expect(() => checkAnswer(path, answer), path).not.toThrow();
    }
    expect(() => checkAnswer('/shop.Inventory/List', EXAMPLES.Find[2])).not.toThrow();
    expect(() => checkRequest('/shop.Inventory/Steal', {})).toThrow('/shop.Inventory/Steal');
  });

  test.each([
    [{ orderId: 'o-1', sku: 'cup' }, 'quantity is missing'],
    [{ orderId: 'o-1', sku: 'cup', quantity: '2' }, 'quantity is no integer'],
    [{ orderId: 'o-1', sku: 'cup', quantity: 2, gift: true }, 'gift is not known'],
  ])('a client that sends %j is stopped', async (request, problem) => {
    const client = clientOf<Calls>('Inventory', '127.0.0.1:1');
    const sent = client.Reserve(request as never);
    await expect(sent).rejects.toThrow(`/shop.Inventory/Reserve: ${problem}`);
  });

  test('a server that answers something else fails, and its caller hears of it', async () => {
    let answer: object = { priceCents: 990, currency: 'EUR' };
    const nothing = unary(() => ({}));
    const handlers = { List: nothing, Find: nothing, Release: nothing };
    const address = await serve('Inventory', { ...handlers, Reserve: unary(() => answer) }, 0);
    const { Reserve } = clientOf<InventoryCalls>('Inventory', address);
    const request = EXAMPLES.Reserve[1];
    await expect(Reserve(request)).rejects.toMatchObject({
      code: status.INTERNAL,
      details: '/shop.Inventory/Reserve: currency is not known',
    });
    answer = { priceCents: 990 };
    await expect(Reserve(request)).resolves.toEqual(answer);
  });
});

describe('HTTP bodies of the orders', () => {
  const order: Order = {
    id: 'o-1',
    sku: 'cup',
    quantity: 2,
    customer: 'ada',
    state: 'pending',
    reason: null,
    totalCents: null,
  };
  let kept: object = order;
  let placed: object | undefined;
  const app = ordersApp({
    store: {
      find: async (id) => (id === order.id ? (kept as Order) : undefined),
      report: async () => [{ state: 'shipped', orders: 3 }],
    },
    place: async (asked) => {
      placed = asked;
    },
  });
  afterAll(() => app.close());
  const get = async (url: string) => {
    const answer = await app.inject(url);
    return { code: answer.statusCode, body: answer.json<unknown>() };
  };
  const post = async (payload: object) => {
    const answer = await app.inject({ method: 'POST', url: '/orders', payload });
    return { code: answer.statusCode, body: answer.json<unknown>() };
  };
  const sent = { sku: 'cup', quantity: 2, customer: 'ada' };

  test('what web sends is taken, and web takes what they answer', async () => {
    expect(checkBody('order', sent)).toBe(sent);
    const { code, body } = await post(sent);
    expect(code).toBe(202);
    expect(() => checkBody('accepted', body)).not.toThrow();
    expect(placed).toEqual({ ...sent, id: (body as { id: string }).id });
    const answers: [url: string, name: BodyName, code: number][] = [
      ['/orders/o-1', 'placed', 200],
      ['/orders/o-2', 'problem', 404],
      ['/report', 'report', 200],
    ];
    for (const [url, name, expected] of answers) {
      const answer = await get(url);
      expect(answer.code, url).toBe(expected);
      expect(() => checkBody(name, answer.body), url).not.toThrow();
    }
  });

  test.each([
    { quantity: 0 },
    { quantity: 101 },
    { quantity: 1.5 },
    { sku: 'x'.repeat(101) },
    { customer: undefined },
    { coupon: 'free' },
  ])('both sides refuse an order with %j', async (change) => {
    const wrong = { ...sent, ...change };
    expect(() => checkBody('order', wrong)).toThrow(/^order: \w+ is /);
    expect((await post(wrong)).code).toBe(400);
  });

  test('an answer that lacks a field is an error, and one too many goes no further', async () => {
    const { reason: _, ...lacking } = order;
    kept = lacking;
    expect((await get('/orders/o-1')).code).toBe(500);
    kept = { ...order, cardNumber: 'secret' };
    expect((await get('/orders/o-1')).body).toEqual(order);
    expect(() => checkBody('placed', kept)).toThrow('placed: cardNumber is not known');
  });

  test('what a customer sends has what the orders need, but for who it is', () => {
    const cart: readonly string[] = BODIES.cart.required;
    expect([...cart, 'customer'].toSorted()).toEqual([...BODIES.order.required].toSorted());
    expect(() => checkBody('cart', { sku: 'cup', quantity: 1000 })).not.toThrow();
    expect(() => checkBody('cart', undefined)).toThrow('cart: it is no object');
    expect(() => checkBody('report', [{ state: 'lost', orders: 1 }])).toThrow(
      'report: state is none of them',
    );
  });
});

describe('events', () => {
  const rejected = { orderId: 'o-1', customer: 'ada', reason: 'sold out' };

  test('what a newer writer adds is no matter, what is missing or of another type is', () => {
    expect(checkEvent('order.rejected', { ...rejected, more: 1 })).toMatchObject(rejected);
    expect(() => checkEvent('order.shipped', rejected)).toThrow('order.shipped: sku is missing');
    expect(() => checkEvent('order.rejected', { ...rejected, reason: 1 })).toThrow(
      'order.rejected: reason is no string',
    );
    expect(() => checkEvent('order.rejected', null)).toThrow('order.rejected: it is no object');
  });
});
