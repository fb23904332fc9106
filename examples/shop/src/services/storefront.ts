// The storefront: Express 5, what customers talk to. Observed by its first import and nothing else.
import 'sightline/register';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { annotate, logger } from 'sightline';
import { tellParent } from './parent.ts';

const CATALOG_URL = process.env['CATALOG_URL'] ?? 'http://127.0.0.1:3001';
const CATALOG_TIMEOUT_MS = 5000;

class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly status: number;

  constructor(path: string, status: number) {
    super(`Catalog answered ${status} to ${path}`);
    this.status = status;
  }
}

async function ask<T>(path: string, body?: object): Promise<T> {
  const answer = await fetch(CATALOG_URL + path, {
    signal: AbortSignal.timeout(CATALOG_TIMEOUT_MS),
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new CatalogError(path, answer.status);
  }
  return (await answer.json()) as T;
}

interface Item {
  readonly sku: string;
  readonly name: string;
  readonly price: number;
}

const app = express();
app.use(express.json({ limit: '10kb' }));

app.get('/products', async (_request, response) => {
  response.json(await ask<Item[]>('/items'));
});

app.get('/products/:sku', async (request, response) => {
  const path = `/items/${encodeURIComponent(request.params.sku)}`;
  const item = await ask<Item>(path);
  const { available } = await ask<{ available: number }>(`${path}/stock`);
  response.json({ ...item, available });
});

app.post('/orders', async (request, response) => {
  const { sku, quantity } = request.body as { sku: string; quantity: number };
  annotate({ labels: { sku }, 'user.id': request.get('x-customer') ?? 'guest' });
  const [item] = await Promise.all([
    ask<Item>(`/items/${encodeURIComponent(sku)}`),
    ask('/reservations', { sku, quantity }),
  ]);
  logger.info({ sku, quantity, total: item.price * quantity }, 'order accepted');
  response.status(201).json({ sku, quantity, total: item.price * quantity });
});

app.get('/report', async (_request, response) => {
  response.json(await ask('/export'));
});

// Express tells an error handler by its four parameters.
app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
  const status = error instanceof CatalogError ? error.status : 500;
  if (status === 404) {
    response.status(404).json({ error: 'not found' });
    return;
  }
  logger.error({ err: error }, 'the catalog could not help');
  response.status(502).json({ error: 'try again later' });
});

const server = app.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  tellParent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
