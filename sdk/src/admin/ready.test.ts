import { expect, test } from 'vitest';
import type { ReadyCheck } from '../config/settings.ts';
import { readiness } from './ready.ts';

const TIMEOUT_MS = 30;

async function resultOf(check: unknown): Promise<string> {
  const { checks } = await readiness({ check: check as ReadyCheck }, TIMEOUT_MS, false);
  return checks['check'] ?? '';
}

test.each([
  ['says nothing', () => undefined, 'ok'],
  ['says false', () => false, 'not ready'],
  ['says false later', async () => false, 'not ready'],
  ['hangs', () => new Promise(() => undefined), `no answer within ${TIMEOUT_MS} ms`],
])('a check that %s', async (_how, check, wanted) => {
  expect(await resultOf(check)).toBe(wanted);
});

test.each([
  ['an error', () => new Error('down'), 'failed: down'],
  ['an error that goes on and on', () => new Error('x'.repeat(1e6)), `failed: ${'x'.repeat(200)}`],
  ['nothing', () => undefined, 'failed: undefined'],
  [
    'an object that will not become text',
    () => Object.create(null) as unknown,
    'failed: unreadable',
  ],
  ['a proxy that was revoked', revoked, 'failed: unreadable'],
])('a check that throws %s', async (_what, make, wanted) => {
  const check = (): never => {
    throw make();
  };
  expect(await resultOf(check)).toBe(wanted);
});

test('a check that hung is asked anew: what it waited for may have come back', async () => {
  let started = 0;
  const check = (): Promise<void> => {
    started += 1;
    return started < 3 ? new Promise(() => undefined) : Promise.resolve();
  };
  for (let probe = 0; probe < 2; probe += 1) expect(await resultOf(check)).toContain('no answer');
  expect(await resultOf(check)).toBe('ok');
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
