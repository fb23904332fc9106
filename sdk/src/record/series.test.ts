import { expect, test } from 'vitest';
import { LABEL } from '../contract/index.ts';
import { SeriesTable } from './series.ts';

test('a table that is full names the label whose value was new', () => {
  const table = new SeriesTable(2);
  const known = table.find('GET', 'http', '/a', 200, undefined);
  table.find('GET', 'http', '/a', 500, 'TypeError');
  expect(table.find('GET', 'http', '/a', 200, undefined)).toBe(known);
  expect(known.overflow).toBeUndefined();
  const blamed = [
    table.find('PUT', 'http', '/a', 200, undefined),
    table.find('GET', 'https', '/a', 200, undefined),
    table.find('GET', 'http', '/b', 200, undefined),
    table.find('GET', 'http', '/a', 404, undefined),
    table.find('GET', 'http', '/a', 500, 'RangeError'),
  ].map(({ overflow }) => overflow);
  expect(blamed).toEqual([LABEL.method, LABEL.method, LABEL.route, LABEL.status, LABEL.errorType]);
  expect(table.size).toBe(2);
});
