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

type Shape = Readonly<Record<string, 'string' | 'number'>>;

const SHAPES: { readonly [Name in Topic]: Shape } = {
  'order.shipped': {
    orderId: 'string',
    customer: 'string',
    sku: 'string',
    quantity: 'number',
    totalCents: 'number',
  },
  'order.rejected': { orderId: 'string', customer: 'string', reason: 'string' },
};

/** A message that does not keep to the contract: sent wrong, or older than its reader. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** Checked by whoever sends and by whoever receives, so that neither trusts the other. */
export function checkEvent<Name extends Topic>(topic: Name, event: unknown): ShopEvents[Name] {
  const given = (event ?? {}) as Record<string, unknown>;
  for (const [field, type] of Object.entries(SHAPES[topic])) {
    if (typeof given[field] !== type) {
      throw new ContractError(`${topic}: ${field} is no ${type}`);
    }
  }
  return event as ShopEvents[Name];
}
