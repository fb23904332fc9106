import { expect, test } from 'vitest';
import { ERROR_TYPE } from '../contract/index.ts';
import { errorTypeOf } from './outcome.ts';

const boom = (): never => {
  throw new Error('thrown by the value itself');
};
const withGetter = (name: string): Error =>
  Object.defineProperty(new Error('x'), name, { get: boom });

test.each([
  [new TypeError('x'), 'TypeError'],
  [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'ECONNRESET'],
  [new (class LedgerError extends Error {})('x'), 'LedgerError'],
  [new Error('x'), 'Error'],
  [Object.assign(new Error('x'), { name: 'with spaces and 12345' }), ERROR_TYPE.other],
  [Object.assign(new Error('x'), { name: 'N'.repeat(101) }), ERROR_TYPE.other],
  [Object.assign(new Error('x'), { name: Symbol('n') }), 'Error'],
  [withGetter('name'), ERROR_TYPE.other],
  [withGetter('code'), ERROR_TYPE.other],
  ['a text', ERROR_TYPE.other],
  [null, ERROR_TYPE.other],
])('the class of %# is a label, whatever was thrown', (thrown, type) => {
  expect(errorTypeOf(thrown)).toBe(type);
});

test('so is that of a proxy that was revoked', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(errorTypeOf(proxy)).toBe(ERROR_TYPE.other);
});
