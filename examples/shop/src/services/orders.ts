// Orders: Fastify 5 over PostgreSQL, and the saga of each order as a job.
import 'sightline/register';
import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { Jobs } from '../bus/jobs.ts';
import { postgresBus } from '../bus/postgres.ts';
import type { InventoryCalls, PaymentsCalls } from '../contracts/messages.ts';
import { openDatabase } from '../database.ts';
import { badDeploy } from '../faults/effects.ts';
import { PlaceOrder } from '../orders/place-order.ts';
import { OrderStore, SCHEMA } from '../orders/store.ts';
import { clientOf } from '../rpc/client.ts';
import { tellParent } from './parent.ts';

const JOB = 'place-order';

const store = new OrderStore(openDatabase(SCHEMA));
await store.open();
const jobs = await Jobs.open();
const placeOrder = new PlaceOrder({
  store,
  bus: postgresBus(jobs),
  inventory: clientOf<InventoryCalls>('Inventory', process.env['INVENTORY'] ?? '127.0.0.1:3002'),
  payments: clientOf<PaymentsCalls>('Payments', process.env['PAYMENTS'] ?? '127.0.0.1:3003'),
});
await jobs.work(JOB, (data, attempt) =>
  placeOrder.run((data as { orderId: string }).orderId, attempt),
);

const app = fastify();

const ORDER = {
  body: {
    type: 'object',
    required: ['sku', 'quantity', 'customer'],
    properties: {
      sku: { type: 'string', maxLength: 100 },
      quantity: { type: 'integer', minimum: 1, maximum: 100 },
      customer: { type: 'string', maxLength: 100 },
    },
  },
} as const;
type OrderBody = { sku: string; quantity: number; customer: string };

/** Accepted, not done: the answer says where to ask how it went. */
app.post<{ Body: OrderBody }>('/orders', { schema: ORDER }, async (request, reply) => {
  const { sku, quantity, customer } = request.body;
  badDeploy();
  const id = randomUUID();
  await store.place({ id, sku, quantity, customer }, (client) =>
    jobs.send(JOB, { orderId: id }, client),
  );
  return reply.code(202).send({ id, state: 'pending' });
});

app.get('/report', () => store.report());

app.get<{ Params: { id: string } }>('/orders/:id', async ({ params }, reply) => {
  const order = await store.find(params.id);
  return order ?? reply.code(404).send({ error: 'no such order' });
});

tellParent(await app.listen({ port: Number(process.env['PORT'] ?? 0), host: '127.0.0.1' }));
