'use strict';
const http = require('node:http');
const { KEEP_ALIVE_TIMEOUT_MS, order } = require('./order.cjs');
const { requestObserver } = require('./observer.cjs');

exports.listen = function listen({ port }, onListening) {
  const observe = requestObserver();
  const server = http.createServer((req, res) => {
    observe?.(req, res, () => '/orders/:id');
    const body = JSON.stringify(order(req.url.slice('/orders/'.length)));
    res.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    res.end(body);
  });
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.listen(port, '127.0.0.1', onListening);
};
