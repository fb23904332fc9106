import { describe, expect, test } from 'vitest';
import { keepOrder } from '../overview/order.ts';
import { hasText, term, withoutText, withTerm } from './filter-text.ts';
import { findRow } from './find-row.ts';
import { Offsets } from './offsets.ts';

describe('conditions of a filter', () => {
  test('values are quoted where the language needs it', () => {
    expect(term('service', 'catalog')).toBe('service:catalog');
    expect(term('name', 'GET /items/:id')).toBe('name:"GET /items/:id"');
    expect(term('message', 'say "hi"')).toBe('message:"say \\"hi\\""');
    expect(term('level', 'OR')).toBe('level:"OR"');
  });

  test('a condition is added once and replaces its opposite', () => {
    const once = withTerm('timeout', 'level', 'error');
    expect(once).toBe('timeout level:error');
    expect(withTerm(once, 'level', 'error')).toBe(once);
    expect(withTerm(once, 'level', 'error', true)).toBe('timeout -level:error');
    expect(withTerm('-level:error', 'level', 'error')).toBe('level:error');
  });

  test('alternatives stay together', () => {
    expect(withTerm('a OR b', 'level', 'warn')).toBe('(a OR b) level:warn');
  });

  test('a condition that is part of a longer word is another one', () => {
    expect(hasText('service:catalog-2', 'service:catalog')).toBe(false);
    expect(withoutText('a service:x b', 'service:x')).toBe('a b');
  });
});

describe('rows of a long list', () => {
  test('places are found with taller rows between', () => {
    const offsets = new Offsets(
      10_000,
      28,
      new Map([
        [2, 128],
        [20_000, 500],
      ]),
    );
    expect(offsets.top(2)).toBe(56);
    expect(offsets.top(3)).toBe(184);
    expect(offsets.top(10_000)).toBe(10_000 * 28 + 100);
    expect(offsets.at(0)).toBe(0);
    expect(offsets.at(100)).toBe(2);
    expect(offsets.at(184)).toBe(3);
    expect(offsets.at(1e9)).toBe(9999);
  });

  test('an empty list has no height', () => {
    const offsets = new Offsets(0, 28, new Map());
    expect(offsets.top(0)).toBe(0);
    expect(offsets.at(50)).toBe(0);
  });

  test('the next error in either direction', () => {
    const wanted = (index: number): boolean => index % 5 === 0;
    expect(findRow(20, 6, 1, wanted)).toBe(10);
    expect(findRow(20, 6, -1, wanted)).toBe(5);
    expect(findRow(20, 15, 1, wanted)).toBe(-1);
  });
});

test('rows under the pointer keep their places, new ones come last', () => {
  const rows = ['new', 'b', 'a'];
  expect(keepOrder(rows, ['a', 'b', 'gone'], (row) => row)).toEqual(['a', 'b', 'new']);
});
