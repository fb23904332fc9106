// The smallest observed service on Koa 3: the first import is all there is to it.
import 'sightline/register';
import { Router } from '@koa/router';
import Koa from 'koa';
import { annotate, logger } from 'sightline';

const router = new Router();

router.get('/hello/:name', (ctx) => {
  const { name } = ctx.params;
  annotate({ labels: { guest: name } });
  logger.info('greeting a guest');
  ctx.body = { hello: name };
});

router.get('/broken', () => {
  throw new TypeError('This route always fails');
});

const app = new Koa({ env: 'production' });
// What Koa itself says of errors goes to the line of the request.
app.silent = true;
app.use(router.routes());

const port = Number(process.env.PORT ?? 3000);
app.listen(port, '127.0.0.1', () => logger.info(`listening on http://127.0.0.1:${port}`));
