import { expect, test } from 'vitest';
import { decodeTraces } from './traces.ts';
import { fieldsOf } from './wire.ts';

const read = (hex: string): { number: number; type: string }[] =>
  [...fieldsOf(Buffer.from(hex, 'hex'))].map(({ number, type }) => ({ number, type }));

test('reads every wire type', () => {
  expect(read('08960112047465737419000000000000f03f2500000001')).toEqual([
    { number: 1, type: 'varint' },
    { number: 2, type: 'bytes' },
    { number: 3, type: 'fixed64' },
    { number: 4, type: 'fixed32' },
  ]);
});

test('integers are exact at both ends', () => {
  const value = (hex: string): bigint | undefined =>
    [...fieldsOf(Buffer.from(hex, 'hex'))][0]?.int64();
  expect(value('08ffffffffffffffffff01')).toBe(-1n);
  expect(value('0880808080808080808001')).toBe(-(2n ** 63n));
  expect(value('08ffffffffffffffff7f')).toBe(2n ** 63n - 1n);
});

test.each([
  ['a length beyond the end', '0a05aa'],
  ['a varint without end', '08ff'],
  ['a varint of eleven bytes', '08ffffffffffffffffffff01'],
  ['a group', '0b'],
  ['field number zero', '0001'],
  ['a cut fixed64', '0900'],
])('refuses %s', (_name, hex) => {
  expect(() => read(hex)).toThrow();
});

test.each([
  ['no ids', '0a0412021200'],
  ['an all-zero trace id', `0a2012 1e12 1c 0a10${'00'.repeat(16)}1208${'01'.repeat(8)}`],
  ['a short span id', `0a1c12 1a12 18 0a10${'01'.repeat(16)}1204${'01'.repeat(4)}`],
])('a span with %s is refused', (_name, hex) => {
  expect(() => decodeTraces(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toThrow(/id/);
});

test('a span with valid ids is read', () => {
  const hex = `0a20121e121c0a10${'01'.repeat(16)}1208${'02'.repeat(8)}`;
  const [span] = decodeTraces(Buffer.from(hex, 'hex'));
  expect(span).toMatchObject({ traceId: '01'.repeat(16), spanId: '02'.repeat(8) });
});
