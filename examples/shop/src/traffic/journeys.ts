/** One request that a customer makes. */
export interface Journey {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** The customer loses patience after this long. */
  readonly abortAfterMs?: number;
}

const order = (sku: string, quantity: number): Journey => ({
  method: 'POST',
  path: '/orders',
  body: { sku, quantity },
});
const get = (path: string): Journey => ({ method: 'GET', path });

/** A round of customers: mostly fine, with the troubles that every shop has. */
export const JOURNEYS: readonly Journey[] = [
  order('green-tea', 2),
  get('/products/teapot'),
  get('/products'),
  order('cup', 1),
  get('/products/green-tea'),
  // Nobody can pay for it: a saga that is taken back.
  order('golden-kettle', 1),
  get('/products/cracked-jar'),
  get('/products/unicorn'),
  get('/wp-login.php'),
  { ...get('/report'), abortAfterMs: 250 },
  order('handmade-vase', 1),
  // More than the shop sells at once: refused by the orders.
  order('teapot', 1000),
];
