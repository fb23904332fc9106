// Orders: Fastify 5 over PostgreSQL, and the saga of each order as a job.
import 'sightline/register';
import { Jobs } from '../bus/jobs.ts';
import { openBus } from '../bus/open.ts';
import type { InventoryCalls, PaymentsCalls } from '../contracts/messages.ts';
import { openDatabase } from '../database.ts';
import { ordersApp } from '../orders/app.ts';
import { PlaceOrder } from '../orders/place-order.ts';
import { OrderStore, SCHEMA } from '../orders/store.ts';
import { clientOf } from '../rpc/client.ts';
import { tellParent } from './parent.ts';

const JOB = 'place-order';

const pool = openDatabase(SCHEMA);
const store = new OrderStore(pool);
await store.open();
const jobs = await Jobs.open();
const placeOrder = new PlaceOrder({
  store,
  bus: await openBus(() => jobs, { pool, schema: SCHEMA }),
  inventory: clientOf<InventoryCalls>('Inventory', process.env['INVENTORY'] ?? '127.0.0.1:3002'),
  payments: clientOf<PaymentsCalls>('Payments', process.env['PAYMENTS'] ?? '127.0.0.1:3003'),
});
await jobs.work(JOB, (data, attempt) =>
  placeOrder.run((data as { orderId: string }).orderId, attempt),
);

const app = ordersApp({
  store,
  place: (order) => store.place(order, (client) => jobs.send(JOB, { orderId: order.id }, client)),
});
tellParent(await app.listen({ port: Number(process.env['PORT'] ?? 0), host: '127.0.0.1' }));
