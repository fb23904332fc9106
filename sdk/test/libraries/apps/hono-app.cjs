'use strict';
// The routes of the Hono fixtures.
const makeHandlers = require('../../fixtures/app/handlers.cjs');

function addUnusualRoutes(app, Hono) {
  const things = new Hono();
  things.get('/things/:id', (c) => c.json({ thing: c.req.param('id') }));
  app.route('/v1', things);
  app.route('/v2', things);

  const mounted = new Hono();
  mounted.use(async (_c, next) => {
    await next();
  });
  mounted.get('/things/:id', (c) => c.json({ mounted: c.req.param('id') }));
  app.mount('/mounted', mounted.fetch);
  const whole = new Hono().get('/whole/things/:id', (c) => c.json({}));
  app.mount('/whole', whole.fetch, { replaceRequest: false });

  // Its errors are its own affair.
  const careful = new Hono();
  careful.onError((error, c) => c.json({ careful: error.name }, 500));
  careful.get('/boom/:id', async () => {
    throw new RangeError('caught by the part it was thrown in');
  });
  app.route('/careful', careful);

  app.use('/guarded/*', (c, next) => (c.req.query('key') ? next() : c.json({}, 401)));
  app.get('/guarded/:id', (c) => c.json({ reached: true }));
  app.put('/books/:id', (c) => c.json({ book: c.req.param('id') }));
  app.on(['PURGE', 'GET'], '/cache/:id', (c) => c.json({ purged: true }));
  app.get('/skip/:id', (_c, next) => next());
  app.get('/pass/:any', (_c, next) => next());
  app.get('/pass/:id', (c) => c.json({ passed: true }));
  app.get('/optional/:id?', (c) => c.json({ id: c.req.param('id') ?? null }));
  app.get('/wild/*', (c) => c.json({ wild: true }));
}

function addRoutes(app, Hono, handlers, HTTPException) {
  app.get('/orders/:id', (c) => c.json({ id: c.req.param('id') }));
  const items = new Hono();
  items.get('/:item', (c) => c.json({ item: c.req.param('item') }));
  const tenant = new Hono().basePath('/:tenant');
  tenant.get('/orders/:id', (c) => c.json(c.req.param()));
  tenant.route('/v2/items', items);
  app.route('/api', tenant);
  app.get('/files/:file{[0-9]+}', (c) => c.json({ file: c.req.param('file') }));
  app.on('GET', ['/cats/:id', '/kittens/:id'], (c) => c.json({ cat: c.req.param('id') }));
  app.all('/any/:id', (c) => c.json({ any: c.req.param('id') }));

  app.get('/fail', () => handlers.fail());
  app.get('/reject', () => handlers.reject());
  app.get('/slow', async (c) => c.json(await handlers.slow()));
  app.get('/hang/:id', () => new Promise(() => {}));
  app.get('/stream', (c) => c.body(ReadableStream.from(['one\n', 'two\n', 'three\n'])));
  app.get('/span', async (c) => c.json(await handlers.span()));
  app.post('/upload', async (c) => {
    try {
      return c.json(await c.req.json(), 201);
    } catch {
      throw new HTTPException(400);
    }
  });
}

module.exports = function honoApp({ Hono, HTTPException }, deps) {
  const app = new Hono();
  app.use(async (_c, next) => {
    await next();
  });
  app.use('/broken/*', (_c, _next) => {
    throw new SyntaxError('thrown before routing');
  });
  // The default one prints the error.
  app.onError((error, c) => c.json({ error: error.name }, error.status ?? 500));
  addRoutes(app, Hono, makeHandlers(deps), HTTPException);
  addUnusualRoutes(app, Hono);
  return app;
};
