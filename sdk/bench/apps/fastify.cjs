'use strict';
const { KEEP_ALIVE_TIMEOUT_MS, order } = require('./order.cjs');
const { load } = require('./packages.cjs');
const { requestObserver } = require('./observer.cjs');
const fastify = load('fastify');

exports.listen = function listen({ port, extraRoutes }, onListening) {
  const app = fastify({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS });
  const observe = requestObserver();
  if (observe !== undefined) {
    app.addHook('onRequest', (request, reply, done) => {
      observe(request.raw, reply.raw, () => request.routeOptions.url ?? '');
      done();
    });
  }
  app.get('/orders/:id', async (request) => order(request.params.id));
  for (let index = 0; index < extraRoutes; index++) {
    app.get(`/r${index}/:id`, async (request) => order(request.params.id));
  }
  app.listen({ port, host: '127.0.0.1' }).then(onListening, (error) => {
    throw error;
  });
};
