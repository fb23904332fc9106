'use strict';
// The routes of the Koa fixtures.
const { text } = require('node:stream/consumers');
const makeHandlers = require('../../fixtures/app/handlers.cjs');

/** What `koa-mount` does. */
function mount(prefix, middleware) {
  return async (ctx, next) => {
    const { path } = ctx;
    if (!path.startsWith(`${prefix}/`)) {
      await next();
      return;
    }
    ctx.mountPath = prefix;
    ctx.path = path.slice(prefix.length);
    await middleware(ctx, async () => {
      ctx.path = path;
      await next();
    });
    ctx.path = path;
  };
}

function addUnusualRoutes(app, router, Router) {
  const things = new Router();
  things.get('/things/:id', (ctx) => (ctx.body = { thing: ctx.params.id }));
  router.use('/v1', things.routes());
  router.use('/v2', things.routes());
  app.use(mount('/mounted', things.routes()));

  router.put('/books/:id', (ctx) => (ctx.body = { book: ctx.params.id }));
  const guarded = new Router({ prefix: '/guarded' });
  guarded.use((ctx) => (ctx.status = 401));
  guarded.get('/:id', (ctx) => (ctx.body = { reached: true }));
  router.use(guarded.routes());
  router.get('/skip/:id', (_ctx, next) => next());
  router.get('/pass/:any', (_ctx, next) => next());
  router.get('/pass/:id', (ctx) => (ctx.body = { passed: true }));
  router.get('/gone/:id', (ctx) => (ctx.status = 404));
}

module.exports = function koaApp(Koa, Router, deps) {
  const handlers = makeHandlers(deps);
  const app = new Koa();
  app.silent = true;
  const router = new Router();

  if (process.env.OWN_ERRORS !== undefined) {
    app.use(async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        ctx.status = error.status ?? 500;
        ctx.body = { error: error.name };
      }
    });
  }
  app.use(async (ctx, next) => {
    if (ctx.path.startsWith('/broken/')) throw new SyntaxError('thrown before routing');
    if (ctx.path === '/floating') {
      void next();
      ctx.body = {};
    } else if (ctx.path.startsWith('/gate/')) ctx.status = 403;
    else await next();
  });

  process.on('unhandledRejection', ({ message }) => deps.logger.info(`unhandled: ${message}`));
  app.use(async (ctx, next) => {
    if (ctx.path === '/floating') throw new RangeError('nobody waits for it');
    await next();
  });

  router.get('/orders/:id', (ctx) => (ctx.body = { id: ctx.params.id }));
  const items = new Router({ prefix: '/v2/items' });
  items.get('/:item', (ctx) => (ctx.body = { item: ctx.params.item }));
  const tenant = new Router();
  tenant.get('/orders/:id', (ctx) => (ctx.body = ctx.params));
  tenant.use(items.routes(), items.allowedMethods());
  router.use('/api/:tenant', tenant.routes());
  router.get(/^\/files\/(\d+)$/, (ctx) => (ctx.body = { file: ctx.captures[0] }));
  router.get(['/cats/:id', '/kittens/:id'], (ctx) => (ctx.body = { cat: ctx.params.id }));
  router.all('/any/:id', (ctx) => (ctx.body = { any: ctx.params.id }));
  addUnusualRoutes(app, router, Router);

  router.get('/fail', () => handlers.fail());
  router.get('/reject', () => handlers.reject());
  router.get('/slow', async (ctx) => (ctx.body = await handlers.slow()));
  router.get('/hang/:id', () => new Promise(() => {}));
  router.get('/stream', (ctx) => (ctx.body = handlers.streamBody()));
  router.get('/span', async (ctx) => (ctx.body = await handlers.span()));
  router.post('/upload', async (ctx) => {
    const body = await text(ctx.req);
    ctx.status = 201;
    try {
      ctx.body = JSON.parse(body);
    } catch {
      ctx.throw(400);
    }
  });
  app.use(router.routes()).use(router.allowedMethods());
  return app;
};
