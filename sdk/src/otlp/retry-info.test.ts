import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-info.ts';
import { ProtoWriter } from './writer.ts';

function status(seconds: number, nanos: number, type = 'google.rpc.RetryInfo'): Buffer {
  const writer = new ProtoWriter();
  writer.byte(0x08);
  writer.varint(8);
  const detail = writer.open(0x1a);
  writer.text(0x0a, `type.googleapis.com/${type}`);
  const value = writer.open(0x12);
  const delay = writer.open(0x0a);
  writer.byte(0x08);
  writer.varint(seconds);
  writer.byte(0x10);
  writer.varint(nanos);
  writer.close(delay);
  writer.close(value);
  writer.close(detail);
  return writer.take();
}

const error = (details: unknown): object => ({
  code: 8,
  metadata: { get: (name: string) => (name === 'grpc-status-details-bin' ? [details] : []) },
});

test('the delay that a backend asks for', () => {
  expect(retryDelayMs(error(status(7, 500_000_000)))).toBe(7500);
  expect(retryDelayMs(error(status(0, 0)))).toBe(0);
});

test.each([
  undefined,
  null,
  new Error('no metadata'),
  { metadata: {} },
  { metadata: { get: () => [] } },
  error('text'),
  error(Buffer.from([0xff, 0xff])),
  error(status(7, 0, 'google.rpc.ErrorInfo')),
])('%o asks for none', (given) => {
  expect(retryDelayMs(given)).toBeUndefined();
});
