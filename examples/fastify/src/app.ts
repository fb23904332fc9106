// The smallest observed service on Fastify 5: the first import is all there is to it.
//
//   npm ci && npm run build            once, in the root of the repository
//   node examples/fastify/src/app.ts
//   curl http://127.0.0.1:3000/hello/ada
//
// Log lines appear here, metrics on http://127.0.0.1:9464/metrics, and spans go to an OTLP
// collector on http://127.0.0.1:4317 when one listens there.
import 'sightline/register';
import fastify from 'fastify';
import { annotate, logger } from 'sightline';

const app = fastify();

app.get<{ Params: { name: string } }>('/hello/:name', async (request) => {
  annotate({ labels: { guest: request.params.name } });
  logger.info('greeting a guest');
  return { hello: request.params.name };
});

app.get('/broken', async () => {
  throw new Error('This route always fails');
});

const port = Number(process.env['PORT'] ?? 3000);
await app.listen({ port, host: '127.0.0.1' });
logger.info(`listening on http://127.0.0.1:${port}`);
