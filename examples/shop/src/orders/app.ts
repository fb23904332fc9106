import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { BODIES, type OrderBody } from '../contracts/http.ts';
import { badDeploy } from '../faults/effects.ts';
import type { OrderStore } from './store.ts';

const REPORT = { response: { 200: BODIES.report } };
const PLACE = { body: BODIES.order, response: { 202: BODIES.accepted } };
const FIND = { response: { 200: BODIES.placed, 404: BODIES.problem } };

export interface OrdersAppParts {
  readonly store: Pick<OrderStore, 'find' | 'report'>;
  /** Keeps the order, and lets its saga begin. */
  readonly place: (order: OrderBody & { readonly id: string }) => Promise<void>;
}

/** What the orders answer. Its bodies keep to the contract, or the answer is an error. */
export function ordersApp({ store, place }: OrdersAppParts): FastifyInstance {
  // A body with fields that the contract does not have is refused, not trimmed.
  const app = fastify({ ajv: { customOptions: { removeAdditional: false } } });

  /** Accepted, not done: the answer says where to ask how it went. */
  app.post<{ Body: OrderBody }>('/orders', { schema: PLACE }, async (request, reply) => {
    badDeploy();
    const id = randomUUID();
    await place({ id, ...request.body });
    return reply.code(202).send({ id, state: 'pending' });
  });

  app.get('/report', { schema: REPORT }, () => store.report());

  app.get<{ Params: { id: string } }>('/orders/:id', { schema: FIND }, async (request, reply) => {
    const order = await store.find(request.params.id);
    return order ?? reply.code(404).send({ error: 'no such order' });
  });
  return app;
}
