// The inventory: gRPC over PostgreSQL. Observed by its first import and nothing else.
import 'sightline/register';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { logger } from 'sightline';
import type { Item, OrderRequest, ReserveRequest } from '../contracts/messages.ts';
import { openDatabase } from '../database.ts';
import { serve, unary } from '../rpc/server.ts';
import { SCHEMA, Stock } from '../stock/stock.ts';
import { tellParent } from './parent.ts';

const stock = new Stock(openDatabase(SCHEMA));
await stock.open();

/** Item by item: the reader may show the first while the last is on its way. */
async function list(call: ServerWritableStream<object, Item>): Promise<void> {
  try {
    for (const item of await stock.list()) call.write(item);
    call.end();
  } catch (error) {
    call.destroy(error as Error);
  }
}

const address = await serve(
  'Inventory',
  {
    List: (call: ServerWritableStream<object, Item>) => void list(call),
    Find: unary(({ sku }: { sku: string }) => stock.find(sku)),
    Reserve: unary(async (request: ReserveRequest) => {
      const reservation = await stock.reserve(request);
      logger.info({ sku: request.sku, quantity: request.quantity }, 'goods reserved');
      return reservation;
    }),
    Release: unary(async ({ orderId }: OrderRequest) => {
      await stock.release(orderId);
      logger.info('goods released');
      return {};
    }),
  },
  Number(process.env['PORT'] ?? 0),
);
tellParent(address);
