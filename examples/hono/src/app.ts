// The smallest observed service on Hono 4. Hono is ES modules alone, so the SDK comes before it:
//
//   node --import sightline/register examples/hono/src/app.ts
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { annotate, logger } from 'sightline';

const app = new Hono();

app.get('/hello/:name', (context) => {
  const name = context.req.param('name');
  annotate({ labels: { guest: name } });
  logger.info('greeting a guest');
  return context.json({ hello: name });
});

app.get('/broken', () => {
  throw new TypeError('This route always fails');
});

app.onError((_error, context) => context.json({ error: 'try again later' }, 500));

const port = Number(process.env['PORT'] ?? 3000);
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () =>
  logger.info(`listening on http://127.0.0.1:${port}`),
);
