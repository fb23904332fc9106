import { expect, test } from 'vitest';
import { methodName, statusName } from './grpc-call.ts';
import { grpcPlace } from './grpc-place.ts';
import { isOverdue } from './grpc-timeout.ts';

test.each([
  ['localhost:50051', 'localhost', 50051],
  ['dns:orders.internal:9000', 'orders.internal', 9000],
  ['dns:///orders.internal:9000', 'orders.internal', 9000],
  ['dns://8.8.8.8/orders.internal:9000', 'orders.internal', 9000],
  ['dns:orders.internal', 'orders.internal', 443],
  ['orders.internal', 'orders.internal', 443],
  ['ipv4:10.0.0.7:50051', '10.0.0.7', 50051],
  ['ipv4:10.0.0.7:1,10.0.0.8:2', '10.0.0.7:1,10.0.0.8:2', undefined],
  ['ipv6:[::1]:50051', '::1', 50051],
  ['[::1]', '::1', 443],
  ['unix:/run/orders.sock', '/run/orders.sock', undefined],
  ['xds:///orders', 'orders', 443],
  ['', undefined, 443],
])('the target %s', (target, address, port) => {
  expect(grpcPlace(target)).toEqual({ address, port });
});

test.each([
  [undefined, 5000, false],
  ['100m', 99, true],
  ['100m', 80, false],
  ['2S', 1960, true],
  ['2S', 1900, false],
  ['1H', 1000, false],
  ['500000u', 500, true],
  ['soon', 5000, false],
])('a call that was given %s and ended after %s ms', (timeout, elapsedMs, expected) => {
  expect(isOverdue(timeout, elapsedMs)).toBe(expected);
});

test('codes that the protocol does not know are one value', () => {
  expect([0, '5', 16, 17, -1, 'x', undefined].map(statusName)).toEqual([
    'OK',
    'NOT_FOUND',
    'UNAUTHENTICATED',
    '_OTHER',
    '_OTHER',
    '_OTHER',
    '_OTHER',
  ]);
});

test('methods are named without their slash', () => {
  expect(methodName('/shop.v1.Orders/Get')).toBe('shop.v1.Orders/Get');
  expect(methodName('shop.v1.Orders/Get')).toBe('shop.v1.Orders/Get');
});
