'use strict';
// What a team writes by hand around its routes: pino-http for the log line (`BENCH_LOGS=pino-http`)
// and a prom-client histogram on its own port (`BENCH_METRICS_PORT`). Neither set = undefined.
const http = require('node:http');
const { load } = require('./packages.cjs');

exports.requestObserver = function requestObserver() {
  const logs = process.env.BENCH_LOGS === 'pino-http' ? load('pino-http')() : undefined;
  const port = process.env.BENCH_METRICS_PORT;
  const measure = port === undefined ? undefined : metrics(Number(port));
  if (logs === undefined && measure === undefined) return undefined;
  return (req, res, route) => {
    logs?.(req, res);
    measure?.(req, res, route);
  };
};

function metrics(port) {
  const client = load('prom-client');
  client.collectDefaultMetrics();
  const duration = new client.Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  });
  const server = http.createServer(async (_req, res) => {
    res.setHeader('content-type', client.register.contentType);
    res.end(await client.register.metrics());
  });
  server.listen(port, '127.0.0.1');
  return (req, res, route) => {
    const end = duration.startTimer({ method: req.method });
    res.on('finish', () => end({ route: route(), status: res.statusCode }));
  };
}
