import { expect, test } from 'vitest';
import { RecentIds } from './recent-ids.ts';

test('an id is known for as long as promised, and forgotten in the end', () => {
  const recent = new RecentIds(10);
  expect(recent.add('i', 'x')).toBe(true);
  for (let id = 0; id < 10; id += 1) recent.add('i', `a${id}`);
  expect(recent.add('i', 'x')).toBe(false);
  for (let id = 0; id < 11; id += 1) recent.add('j', `b${id}`);
  expect(recent.add('i', 'x')).toBe(true);
});

test('ids of different indices are different', () => {
  const recent = new RecentIds(10);
  expect(recent.add('i', 'x')).toBe(true);
  expect(recent.add('j', 'x')).toBe(true);
  expect(recent.add('j', 'x')).toBe(false);
});
