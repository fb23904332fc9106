import { get, ID, type Row } from './table.ts';

const post = (path: string, body: string, route: string, status: number): Row => ({
  name: `POST ${path} -> ${status}`,
  path,
  request: { method: 'POST', body, headers: { 'content-type': 'application/json' } },
  expected: { method: 'POST', route, status },
});

const failing = (name: string, path: string, route: string | undefined, type: string): Row => ({
  name,
  path,
  expected: { method: 'GET', route, status: 500, errorType: type },
});

const NO_ROUTE_404 = get('a 404 has no route', `/no/such/${ID}`, undefined, 404);

/** Rows that every fixture answers alike. */
const COMMON: readonly Row[] = [
  get('a parameter', `/orders/${ID}`, '/orders/:id'),
  get('the same route again', '/orders/other', '/orders/:id'),
  get('a parameterised mount', `/api/tenant-${ID}/orders/${ID}`, '/api/:tenant/orders/:id'),
  get('a query does not reach the route', `/orders/${ID}?page=${ID}`, '/orders/:id'),
  get('a route of all methods', `/any/${ID}`, '/any/:id'),
  {
    name: 'a route of all methods, deleted',
    path: `/any/${ID}`,
    request: { method: 'DELETE' },
    expected: { method: 'DELETE', route: '/any/:id', status: 200 },
  },
  get('a slow answer', '/slow', '/slow'),
  get('a streamed answer', '/stream', '/stream'),
  post('/upload', '{"amount":5}', '/upload', 201),
  NO_ROUTE_404,
  {
    name: 'HEAD',
    path: `/orders/${ID}`,
    request: { method: 'HEAD' },
    expected: { method: 'HEAD', route: '/orders/:id', status: 200 },
  },
];

const options = (status: number): Row => ({
  name: 'OPTIONS',
  path: `/orders/${ID}`,
  request: { method: 'OPTIONS' },
  expected: { method: 'OPTIONS', route: undefined, status },
});

const FRAMEWORK: readonly Row[] = [
  ...COMMON,
  get('nested routers', `/api/tenant-${ID}/v2/items/${ID}`, '/api/:tenant/v2/items/:item'),
  get('one path of several', `/cats/${ID}`, '/cats/:id'),
  get('the other path', `/kittens/${ID}`, '/kittens/:id'),
  post('/upload', '{"amount":', '/upload', 400),
  failing('a thrown error', '/fail', '/fail', 'TypeError'),
  failing('a rejection', '/reject', '/reject', 'RangeError'),
  failing('an error before routing', `/broken/${ID}`, undefined, 'SyntaxError'),
];

export const EXPRESS_ROWS: readonly Row[] = [
  ...FRAMEWORK,
  // The expression as written: it holds no id, and it is what the source can be searched for.
  get('a regular expression', `/files/${ID}`, String(/^\/files\/(\d+)$/)),
  // Express answers OPTIONS itself, from the list of methods; no handler of a route runs.
  options(200),
  {
    name: 'an unknown method',
    path: `/any/${ID}`,
    request: { method: 'PURGE' },
    expected: { method: '_OTHER', route: '/any/:id', status: 200 },
  },
];

export const FASTIFY_ROWS: readonly Row[] = [
  ...FRAMEWORK,
  get('a regular expression', `/files/${ID}`, String.raw`/files/:file(^\d+$)`),
  options(404),
];

export const HTTP_ROWS: readonly Row[] = [
  ...COMMON,
  get('without a name for the route', '/raw/5', undefined),
  // The application turned its errors into answers; nobody else knows their classes.
  failing('an error of the handler', '/fail', '/fail', '500'),
  failing('an error before routing', `/broken/${ID}`, undefined, '500'),
];

/** Enough to tell that a way of starting the SDK sees everything. */
export const FEW_ROWS: readonly Row[] = [
  get('a nested route', `/api/tenant-${ID}/v2/items/${ID}`, '/api/:tenant/v2/items/:item'),
  failing('a thrown error', '/fail', '/fail', 'TypeError'),
  NO_ROUTE_404,
];
