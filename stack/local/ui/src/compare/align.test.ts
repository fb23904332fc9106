import { expect, test } from 'vitest';
import { spansOf, traceOf } from '../trace/spans-for-tests.ts';
import { align, difference, ownDifference } from './align.ts';

const a = traceOf(
  ['1', '', 0, 100, { name: 'GET' }],
  ['2', '1', 10, 20, { name: 'query' }],
  ['3', '1', 40, 20, { name: 'query' }],
);
const b = traceOf(
  ['7', '', 500, 180, { name: 'GET' }],
  ['8', '7', 510, 120, { name: 'query' }],
  ['9', '7', 640, 10, { name: 'cache' }],
);

test('spans at the same place are compared as one', () => {
  const pairs = align(a, b);
  expect(pairs.map(({ name, depth }) => `${name} ${depth}`)).toEqual([
    'GET 0',
    'query 1',
    'cache 1',
  ]);
  const query = pairs[1];
  expect(query?.a).toMatchObject({ count: 2, totalMs: 40 });
  expect(query?.b).toMatchObject({ count: 1, totalMs: 120 });
});

test('a place that only one has counts in full', () => {
  const cache = align(a, b)[2];
  expect(cache?.a).toBeUndefined();
  expect(cache === undefined ? 0 : difference(cache)).toBe(10);
});

test('own time tells where the difference arises', () => {
  const [get, query] = align(a, b);
  if (get === undefined || query === undefined) throw new Error('not aligned');
  expect(difference(get)).toBe(80);
  expect(ownDifference(get)).toBe(-10);
  expect(ownDifference(query)).toBe(80);
});

test('another service at the same place is another place', () => {
  const other = { ...b, spans: spansOf(['7', '', 0, 1, { name: 'GET', service: 'other' }]) };
  expect(align(a, other).filter(({ depth }) => depth === 0)).toHaveLength(2);
});
