// The catalog: Fastify 5, asked by the storefront. Observed by its first import and nothing else.
import 'sightline/register';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { logger } from 'sightline';
import { findGood, GOODS, type Good } from './goods.ts';
import { tellParent } from './parent.ts';

/** Every answer takes as long as a small database query. */
const QUERY_MS = { min: 4, max: 18 };
const SLOW_MS = { min: 350, max: 700 };
const EXPORT_MS = 1500;

class NotFound extends Error {
  readonly statusCode = 404;
}

class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

function between({ min, max }: { min: number; max: number }): number {
  return min + Math.random() * (max - min);
}

async function find(sku: string): Promise<Good> {
  await sleep(between(QUERY_MS));
  const good = findGood(sku);
  if (good === undefined) throw new NotFound(`No item ${sku}`);
  return good;
}

async function stockOf(good: Good): Promise<number> {
  if (good.trouble === 'broken') throw new LedgerError(`Ledger of ${good.sku} does not add up`);
  if (good.trouble === 'slow') {
    logger.warn({ sku: good.sku }, 'stock not cached, counting by hand');
    await sleep(between(SLOW_MS));
  }
  await sleep(between(QUERY_MS));
  return 3 + Math.floor(Math.random() * 40);
}

const app = fastify();
type BySku = { Params: { sku: string } };

app.get('/items', async () => {
  await sleep(between(QUERY_MS));
  return GOODS.map(({ sku, name, price }) => ({ sku, name, price }));
});

app.get<BySku>('/items/:sku', async ({ params }) => {
  const { sku, name, price } = await find(params.sku);
  return { sku, name, price };
});

app.get<BySku>('/items/:sku/stock', async ({ params }) => ({
  sku: params.sku,
  available: await stockOf(await find(params.sku)),
}));

app.post<{ Body: { sku: string; quantity: number } }>('/reservations', async (request, reply) => {
  const { sku, quantity } = request.body;
  const available = await stockOf(await find(sku));
  if (available < quantity) return reply.code(409).send({ sku, available });
  logger.info({ sku, quantity, left: available - quantity }, 'goods reserved');
  return reply.code(201).send({ sku, quantity });
});

app.get('/export', async () => {
  await sleep(EXPORT_MS);
  return GOODS;
});

tellParent(await app.listen({ port: Number(process.env['PORT'] ?? 0), host: '127.0.0.1' }));
