'use strict';
const { KEEP_ALIVE_TIMEOUT_MS, order } = require('./order.cjs');
const { load } = require('./packages.cjs');
const { requestObserver } = require('./observer.cjs');
const express = load('express');

exports.listen = function listen({ port, extraRoutes }, onListening) {
  const app = express();
  const observe = requestObserver();
  if (observe !== undefined) {
    app.use((req, res, next) => {
      observe(req, res, () => req.baseUrl + (req.route?.path ?? ''));
      next();
    });
  }
  app.get('/orders/:id', (req, res) => {
    res.json(order(req.params.id));
  });
  for (let index = 0; index < extraRoutes; index++) {
    app.get(`/r${index}/:id`, (req, res) => res.json(order(req.params.id)));
  }
  app.listen(port, '127.0.0.1', onListening).keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
};
