// The web: Express 5, what customers talk to. Observed by its first import and nothing else.
import 'sightline/register';
import type { AddressInfo } from 'node:net';
import { status, type ServiceError } from '@grpc/grpc-js';
import express, { type NextFunction, type Request, type Response } from 'express';
import { annotate, logger } from 'sightline';
import { checkBody, type BodyName, type Cart } from '../contracts/http.ts';
import { ContractError } from '../contracts/shapes.ts';
import type { InventoryCalls, Item } from '../contracts/messages.ts';
import { blockedLoop, memoryLeak } from '../faults/effects.ts';
import { clientOf, listOf } from '../rpc/client.ts';
import { Cache } from '../web/cache.ts';
import { tellParent } from './parent.ts';

const ORDERS_URL = process.env['ORDERS'] ?? 'http://127.0.0.1:3001';
const INVENTORY = process.env['INVENTORY'] ?? '127.0.0.1:3002';
const ORDERS_TIMEOUT_MS = 5000;

const cache = new Cache(process.env['CACHE_URL'] ?? 'redis://127.0.0.1:6379');
const inventory = clientOf<InventoryCalls>('Inventory', INVENTORY);

/** What somebody is told that is no success. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(message: string, code: number) {
    super(message);
    this.status = code;
  }
}

/** @param expected what a good answer of the orders holds; anything else is their fault */
async function askOrders(path: string, expected: BodyName, body?: object): Promise<object> {
  const answer = await fetch(ORDERS_URL + path, {
    signal: AbortSignal.timeout(ORDERS_TIMEOUT_MS),
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
  });
  const said = (await answer.json()) as object;
  const what = path.split('/', 2).join('/');
  if (!answer.ok) throw new Refused(`orders answered ${answer.status} to ${what}`, answer.status);
  return checkBody(expected, said) as object;
}

/** @throws Refused for what no customer of ours would send */
function cartOf(request: Request): Cart {
  try {
    return checkBody('cart', request.body) as Cart;
  } catch (error) {
    if (error instanceof ContractError) throw new Refused(`a cart: ${error.message}`, 400);
    throw error;
  }
}

const app = express();
app.use((_request, _response, next) => {
  blockedLoop();
  memoryLeak();
  next();
});
app.use(express.json({ limit: '10kb' }));

app.get('/products', async (_request, response) => {
  response.json(await cache.through('products', () => listOf<Item>(INVENTORY)));
});

app.get('/products/:sku', async (request, response) => {
  const { sku } = request.params;
  response.json(await cache.through(`product:${sku}`, () => inventory.Find({ sku })));
});

app.post('/orders', async (request, response) => {
  const { sku, quantity } = cartOf(request);
  const customer = request.get('x-customer') ?? 'guest';
  annotate({ labels: { sku }, 'user.id': customer });
  response.status(202).json(await askOrders('/orders', 'accepted', { sku, quantity, customer }));
});

app.get('/report', async (_request, response) => {
  response.json(await askOrders('/report', 'report'));
});

app.get('/orders/:id', async (request, response) => {
  response.json(await askOrders(`/orders/${encodeURIComponent(request.params.id)}`, 'placed'));
});

// Express tells an error handler by its four parameters.
app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
  const { code } = error as Partial<ServiceError>;
  const given = error instanceof Refused ? error.status : 500;
  if (code === status.NOT_FOUND || (given >= 400 && given < 500)) {
    response.status(given < 500 ? given : 404).json({ error: 'not found, or not possible' });
    return;
  }
  logger.error({ err: error }, 'another service could not help');
  response.status(502).json({ error: 'try again later' });
});

const server = app.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  tellParent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
