// The smallest observed service on plain node:http: the first import is all there is to it.
//
//   npm ci && npm run build            once, in the root of the repository
//   node examples/http/src/app.ts
//   curl http://127.0.0.1:3000/hello/ada
//
// Log lines appear here, metrics on http://127.0.0.1:9464/metrics, and spans go to an OTLP
// collector on http://127.0.0.1:4317 when one listens there. Without a framework nobody knows the
// route of a request, so all requests of one method and status share a series.
import 'sightline/register';
import { createServer } from 'node:http';
import { annotate, logger } from 'sightline';

const server = createServer((request, response) => {
  const name = /^\/hello\/(\w+)$/.exec(request.url ?? '')?.[1];
  if (name === undefined) {
    response.writeHead(404).end();
    return;
  }
  annotate({ labels: { guest: name } });
  logger.info('greeting a guest');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ hello: name }));
});

const port = Number(process.env['PORT'] ?? 3000);
server.listen(port, '127.0.0.1', () => logger.info(`listening on http://127.0.0.1:${port}`));
