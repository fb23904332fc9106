// The bank: a third party, which nobody observes. Slow at times, and not always there.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { faults } from '../faults/switches.ts';
import { tellParent } from './parent.ts';

const ANSWER_MS = { min: 5, max: 25 };
/** Share of requests that it does not get to. */
const FAILURES = Number(process.env['BANK_FAILURES'] ?? 0.05);
const LIMIT_CENTS = 1_000_000;

async function decide(text: string): Promise<[status: number, answer: object]> {
  await sleep(ANSWER_MS.min + Math.random() * (ANSWER_MS.max - ANSWER_MS.min));
  if (Math.random() < FAILURES) return [503, { error: 'try again' }];
  const { amountCents } = JSON.parse(text) as { amountCents: number };
  if (amountCents > LIMIT_CENTS) return [402, { error: 'declined' }];
  return [200, { receiptId: `r-${Date.now().toString(36)}` }];
}

const server = createServer((request, response) => {
  if (faults.isOn('payment-timeouts')) return;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void decide(Buffer.concat(chunks).toString('utf8')).then(([status, answer]) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });
});
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  tellParent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
