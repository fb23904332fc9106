// The bodies of web and orders, checked by whoever sends and by whoever receives.
import { checkShape, fields } from './shapes.ts';

const TEXT = { type: 'string', maxLength: 100 } as const;
const STATE = { type: 'string', enum: ['pending', 'shipped', 'rejected'] } as const;

export const BODIES = {
  /** What a customer sends to web. How much is too much is for the orders to say. */
  cart: fields({ sku: TEXT, quantity: { type: 'integer', minimum: 1 } }),
  /** What web sends to the orders. */
  order: fields({
    sku: TEXT,
    quantity: { type: 'integer', minimum: 1, maximum: 100 },
    customer: TEXT,
  }),
  accepted: fields({ id: TEXT, state: STATE }),
  /** An order, as it is now. */
  placed: fields({
    id: TEXT,
    sku: TEXT,
    quantity: { type: 'integer' },
    customer: TEXT,
    state: STATE,
    reason: { type: ['string', 'null'] },
    totalCents: { type: ['integer', 'null'] },
  }),
  report: { type: 'array', items: fields({ state: STATE, orders: { type: 'integer' } }) },
  problem: fields({ error: { type: 'string' } }),
} as const;

export interface Cart {
  readonly sku: string;
  readonly quantity: number;
}

export interface OrderBody extends Cart {
  readonly customer: string;
}

export type BodyName = keyof typeof BODIES;

/** @throws ContractError */
export function checkBody(name: BodyName, body: unknown): unknown {
  checkShape(name, BODIES[name], body);
  return body;
}
