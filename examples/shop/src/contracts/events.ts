import { checkShape, type Schema } from './shapes.ts';

/** What the shop tells whoever wants to know, over the bus. */
export interface ShopEvents {
  /** An order is on its way. */
  'order.shipped': {
    readonly orderId: string;
    readonly customer: string;
    readonly sku: string;
    readonly quantity: number;
    readonly totalCents: number;
  };
  /** An order came to nothing; what was done for it is taken back. */
  'order.rejected': {
    readonly orderId: string;
    readonly customer: string;
    readonly reason: string;
  };
}

export type Topic = keyof ShopEvents;

const TEXT = { type: 'string' } as const;
const NUMBER = { type: 'number' } as const;

/** Fields that a reader does not know are none of its business: its writer may be newer. */
function event(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

const SCHEMAS: { readonly [Name in Topic]: Schema } = {
  'order.shipped': event({
    orderId: TEXT,
    customer: TEXT,
    sku: TEXT,
    quantity: NUMBER,
    totalCents: NUMBER,
  }),
  'order.rejected': event({ orderId: TEXT, customer: TEXT, reason: TEXT }),
};

/** Checked by whoever sends and by whoever receives, so that neither trusts the other. */
export function checkEvent<Name extends Topic>(topic: Name, given: unknown): ShopEvents[Name] {
  checkShape(topic, SCHEMAS[topic], given);
  return given as ShopEvents[Name];
}
