// The inventory: gRPC over PostgreSQL. Observed by its first import and nothing else.
import 'sightline/register';
import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { logger } from 'sightline';
import type { Item, OrderRequest, ReserveRequest } from '../contracts/messages.ts';
import { openDatabase } from '../database.ts';
import { errorBurst } from '../faults/effects.ts';
import { checkAnswer } from '../rpc/contract.ts';
import { serve, unary } from '../rpc/server.ts';
import { SCHEMA, Stock } from '../stock/stock.ts';
import { tellParent } from './parent.ts';

const stock = new Stock(openDatabase(SCHEMA));
await stock.open();

/** Item by item: the reader may show the first while the last is on its way. */
async function list(call: ServerWritableStream<object, Item>): Promise<void> {
  try {
    errorBurst();
    for (const item of await stock.list()) call.write(checkAnswer(call.getPath(), item));
    call.end();
  } catch (error) {
    logger.error({ err: error }, 'call failed');
    // The caller is told by this event; a stream that is only destroyed leaves it waiting.
    call.emit('error', { code: status.INTERNAL, details: (error as Error).message });
  }
}

const address = await serve(
  'Inventory',
  {
    List: (call: ServerWritableStream<object, Item>) => void list(call),
    Find: unary(({ sku }: { sku: string }) => {
      errorBurst();
      return stock.find(sku);
    }),
    Reserve: unary(async (request: ReserveRequest) => {
      errorBurst();
      const reservation = await stock.reserve(request);
      logger.info({ sku: request.sku, quantity: request.quantity }, 'goods reserved');
      return reservation;
    }),
    Release: unary(async ({ orderId }: OrderRequest) => {
      errorBurst();
      await stock.release(orderId);
      logger.info('goods released');
      return {};
    }),
  },
  Number(process.env['PORT'] ?? 0),
);
tellParent(address);
