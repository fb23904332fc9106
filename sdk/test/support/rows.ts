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

const put = (path: string, route: string): Row => ({
  name: `PUT ${route}`,
  path,
  request: { method: 'PUT' },
  expected: { method: 'PUT', route, status: 200 },
});

/** Legal and seen in the wild, if not every day. */
export const UNUSUAL_EXPRESS_ROWS: readonly Row[] = [
  get('one router, first mount', `/v1/things/${ID}`, '/v1/things/:id'),
  get('one router, second mount', `/v2/things/${ID}`, '/v2/things/:id'),
  get('the first mount again', `/v1/things/${ID}`, '/v1/things/:id'),
  get('one of several mount paths', `/left/things/${ID}`, '/left/things/:id'),
  get('the other, with a parameter', `/right/r${ID}/things/${ID}`, '/right/:side/things/:id'),
  get('a mount by expression', `/rx${ID}/things/${ID}`, String.raw`/^\/rx\d+/things/:id`),
  failing('an error below a mount', `/v2/boom/${ID}`, '/v2/boom/:id', 'RangeError'),
  get('a mounted application', `/sub/a${ID}/items/${ID}`, '/sub/:account/items/:id'),
  get('the root of a mounted application', `/sub/a${ID}`, '/sub/:account'),
  put(`/books/${ID}`, '/books/:id'),
  get('middleware that answers itself', `/gate/${ID}`, undefined, 403),
  get('a route that declines', `/skip/${ID}`, undefined, 404),
  get('a second route of the same shape', `/pass/${ID}`, '/pass/:id'),
  get('a trailing slash', `/orders/${ID}/`, '/orders/:id'),
  get('another case', `/ORDERS/${ID}`, '/orders/:id'),
  get('an encoded slash', `/orders/a%2F${ID}`, '/orders/:id'),
  get('doubled slashes', `//orders//${ID}`, undefined, 404),
  get('a parameter check that passes', `/checked/${ID}`, '/checked/:checked'),
  get('a parameter that cannot be decoded', `/orders/%ZZ${ID}`, undefined, 400),
];

export const FASTIFY_ROWS: readonly Row[] = [
  ...FRAMEWORK,
  get('a regular expression', `/files/${ID}`, String.raw`/files/:file(^\d+$)`),
  get('a wildcard', `/wild/${ID}/${ID}`, '/wild/*'),
  put(`/books/${ID}`, '/books/:id'),
  get('a hook that answers', `/guarded/${ID}`, '/guarded/:id', 401),
  get('a parameter of the wrong type', `/checked/x${ID}`, '/checked/:id', 400),
  options(404),
];

export const KOA_ROWS: readonly Row[] = [
  ...FRAMEWORK,
  get('a regular expression', `/files/${ID}`, String(/^\/files\/(\d+)$/)),
  put(`/books/${ID}`, '/books/:id'),
  get('one router, first mount', `/v1/things/${ID}`, '/v1/things/:id'),
  get('one router, second mount', `/v2/things/${ID}`, '/v2/things/:id'),
  get('a mount of an application', `/mounted/things/${ID}`, '/mounted/things/:id'),
  get('middleware that answers itself', `/gate/${ID}`, undefined, 403),
  get('middleware of a router that answers', `/guarded/${ID}`, '/guarded/:id', 401),
  get('a route that declines', `/skip/${ID}`, undefined, 404),
  get('a second route of the same shape', `/pass/${ID}`, '/pass/:id'),
  get('a route that says 404', `/gone/${ID}`, '/gone/:id', 404),
  get('an encoded slash', `/orders/a%2F${ID}`, '/orders/:id'),
  options(200),
  {
    name: 'a method that the route has not',
    path: `/orders/${ID}`,
    request: { method: 'DELETE' },
    expected: { method: 'DELETE', route: undefined, status: 405 },
  },
];

export const HONO_ROWS: readonly Row[] = [
  ...FRAMEWORK,
  get('a regular expression', `/files/77009`, '/files/:file{[0-9]+}'),
  put(`/books/${ID}`, '/books/:id'),
  {
    name: 'an unknown method',
    path: `/cache/${ID}`,
    request: { method: 'PURGE' },
    expected: { method: '_OTHER', route: '/cache/:id', status: 200 },
  },
  get('one part, first mount', `/v1/things/${ID}`, '/v1/things/:id'),
  get('one part, second mount', `/v2/things/${ID}`, '/v2/things/:id'),
  get('a mounted application', `/mounted/things/${ID}`, '/mounted/things/:id'),
  get('a mounted application that sees all', `/whole/things/${ID}`, '/whole/things/:id'),
  get('nothing in a mounted application', `/mounted/other/${ID}`, undefined, 404),
  failing(
    'an error that its part answers',
    `/careful/boom/${ID}`,
    '/careful/boom/:id',
    'RangeError',
  ),
  get('middleware that answers itself', `/guarded/${ID}`, undefined, 401),
  get('middleware that lets it pass', `/guarded/${ID}?key=${ID}`, '/guarded/:id'),
  get('a route that declines', `/skip/${ID}`, undefined, 404),
  get('a second route of the same shape', `/pass/${ID}`, '/pass/:id'),
  get('an optional parameter', `/optional/${ID}`, '/optional/:id?'),
  get('the same without', '/optional', '/optional/:id?'),
  get('a wildcard', `/wild/${ID}/${ID}`, '/wild/*'),
  get('an encoded slash', `/orders/a%2F${ID}`, '/orders/:id'),
  options(404),
];

export const NEST_ROWS: readonly Row[] = [
  ...COMMON,
  get('nested controllers', `/api/tenant-${ID}/v2/items/${ID}`, '/api/:tenant/v2/items/:item'),
  failing('a thrown error', '/fail', '/fail', 'TypeError'),
  failing('a rejection', '/reject', '/reject', 'RangeError'),
  failing('an error before routing', `/broken/${ID}`, undefined, 'SyntaxError'),
  get('a version in the path', `/v1/things/${ID}`, '/v1/things/:id'),
  get('another version', `/v2/things/${ID}`, '/v2/things/:id'),
  get('an exception that says what to answer', `/refused/${ID}`, '/refused/:id', 403),
  {
    name: 'an exception of the server',
    path: `/unavailable/${ID}`,
    expected: {
      method: 'GET',
      route: '/unavailable/:id',
      status: 503,
      errorType: 'ServiceUnavailableException',
    },
  },
  {
    name: 'an exception that a filter answers',
    path: `/odd/filtered/${ID}`,
    expected: { method: 'GET', route: '/odd/filtered/:id', status: 599, errorType: 'RangeError' },
  },
  get('a guard that refuses', `/odd/guarded/${ID}`, '/odd/guarded/:id', 403),
];

/** With a prefix for all of them, and versions in a header. */
export const PREFIXED_NEST_ROWS: readonly Row[] = [
  get('a prefix', `/shop/orders/${ID}`, '/shop/orders/:id'),
  get('a path without the prefix', `/orders/${ID}`, undefined, 404),
  ...['1', '2'].map((version) => ({
    name: `version ${version}`,
    path: `/shop/things/${ID}`,
    request: { headers: { 'x-version': version } },
    expected: { method: 'GET', route: '/shop/things/:id', status: 200 },
  })),
  failing('a thrown error', '/shop/fail', '/shop/fail', 'TypeError'),
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
