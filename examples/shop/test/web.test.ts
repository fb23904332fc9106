import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBody } from '../src/contracts/http.ts';

const FILE = fileURLToPath(new URL('../src/services/web.ts', import.meta.url));
const ACCEPTED = { id: 'o-1', state: 'pending' };

describe('web, beside orders that say what they are told to', () => {
  let orders: Server;
  let child: ChildProcess;
  let web = '';
  let answer: [code: number, body: unknown] = [202, ACCEPTED];
  let heard: unknown;

  beforeAll(async () => {
    orders = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        heard = text === '' ? undefined : JSON.parse(text);
        response.writeHead(answer[0], { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer[1]));
      });
    });
    await new Promise<void>((resolve) => orders.listen(0, '127.0.0.1', resolve));
    child = spawn(process.execPath, [FILE], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        PATH: process.env['PATH'] ?? '',
        OTEL_TRACES_EXPORTER: 'none',
        SIGHTLINE_ADMIN_PORT: 'off',
        CACHE_URL: 'redis://127.0.0.1:1',
        ORDERS: `http://127.0.0.1:${(orders.address() as AddressInfo).port}`,
      },
    });
    web = await new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`web ended with ${code}`)));
      child.once('message', (message) => resolve((message as { url: string }).url));
    });
  });
  afterAll(() => {
    child?.kill();
    orders?.close();
  });

  async function buy(cart: unknown): Promise<number> {
    heard = undefined;
    const { status } = await fetch(`${web}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-customer': 'ada' },
      body: JSON.stringify(cart),
    });
    return status;
  }

  test('sends an order as the contract has it, and tells the customer what they said', async () => {
    answer = [202, ACCEPTED];
    expect(await buy({ sku: 'cup', quantity: 2 })).toBe(202);
    expect(checkBody('order', heard)).toEqual({ sku: 'cup', quantity: 2, customer: 'ada' });
  });

  test('asks nobody about a cart that is none', async () => {
    for (const cart of [{}, { sku: 'cup' }, { sku: 'cup', quantity: 2, price: 0 }]) {
      expect(await buy(cart), JSON.stringify(cart)).toBe(400);
      expect(heard).toBeUndefined();
    }
  });

  test.each([
    [202, { id: 'o-1' }, 502],
    [202, { ...ACCEPTED, cardNumber: '4' }, 502],
    [400, { error: 'too many' }, 400],
    [500, { error: 'broken' }, 502],
  ])('orders that answer %i %j are told to the customer as %i', async (code, body, expected) => {
    answer = [code, body];
    expect(await buy({ sku: 'cup', quantity: 1000 })).toBe(expected);
  });
});
