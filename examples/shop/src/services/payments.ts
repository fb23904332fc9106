// Payments: gRPC in front of a bank that is slow at times and fails now and then.
import 'sightline/register';
import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { logger } from 'sightline';
import type { ChargeRequest, OrderRequest } from '../contracts/messages.ts';
import { openDatabase } from '../database.ts';
import { crashLoop } from '../faults/effects.ts';
import { Receipts, SCHEMA } from '../payments/receipts.ts';
import { RpcError, serve, unary } from '../rpc/server.ts';
import { tellParent } from './parent.ts';

const BANK_URL = process.env['BANK_URL'] ?? 'http://127.0.0.1:3005';
const BANK_TIMEOUT_MS = 800;
const TRIES = 3;
const PAUSE_MS = 50;

const receipts = new Receipts(openDatabase(SCHEMA));
await receipts.open();

/** One try; undefined = the bank does not answer, or not in time. */
async function ask(amountCents: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`${BANK_URL}/charges`, {
      method: 'POST',
      body: JSON.stringify({ amountCents }),
      signal: AbortSignal.timeout(BANK_TIMEOUT_MS),
    });
    const { receiptId } = (await answer.json()) as { receiptId?: string };
    if (answer.status === 402) throw new RpcError(status.FAILED_PRECONDITION, 'payment declined');
    return receiptId;
  } catch (error) {
    if (error instanceof RpcError) throw error;
    return undefined;
  }
}

async function charge({ orderId, amountCents }: ChargeRequest): Promise<{ receiptId: string }> {
  const known = await receipts.of(orderId);
  if (known !== undefined) return { receiptId: known };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const receiptId = await ask(amountCents);
    if (receiptId !== undefined) {
      return { receiptId: await receipts.keep(orderId, receiptId) };
    }
    logger.warn({ attempt }, 'the bank does not answer');
    await sleep(PAUSE_MS * attempt);
  }
  throw new RpcError(status.UNAVAILABLE, 'the bank does not answer');
}

const address = await serve(
  'Payments',
  {
    Charge: unary(charge),
    Refund: unary(async ({ orderId }: OrderRequest) => {
      await receipts.drop(orderId);
      logger.info('payment refunded');
      return {};
    }),
  },
  Number(process.env['PORT'] ?? 0),
);
tellParent(address);
crashLoop();
