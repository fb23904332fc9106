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

/** A round of customers: mostly fine, with the troubles that every service has. */
export const JOURNEYS: readonly Journey[] = [
  order('green-tea', 2),
  get('/products/teapot'),
  order('cracked-jar', 1),
  get('/products'),
  get('/products/handmade-vase'),
  order('cup', 4),
  get('/products/unicorn'),
  get('/wp-login.php'),
  { ...get('/report'), abortAfterMs: 250 },
  get('/products/green-tea'),
];
