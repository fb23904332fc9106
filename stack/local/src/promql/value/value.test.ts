import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { formatPlain, formatShort, formatValue, parseFloatText } from './float.ts';
import { compareLabels, formatLabels, formatLabelSet } from './labels.ts';
import { quote } from './quote.ts';

test.each([
  [0, '0'],
  [-0, '-0'],
  [1.5, '1.5'],
  [-2, '-2'],
  [1e6, '1000000'],
  [1e20, '100000000000000000000'],
  [1e21, '1e+21'],
  [1.25e-7, '1.25e-07'],
  [1e-6, '0.000001'],
  [1e300, '1e+300'],
  [5e-324, '5e-324'],
  [NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
  [0.1 + 0.2, '0.30000000000000004'],
])('%d is printed as %s', (value, wanted) => {
  expect(formatValue(value)).toBe(wanted);
});

test('numbers without an exponent, and short ones', () => {
  expect(formatPlain(1e21)).toBe('1000000000000000000000');
  expect(formatPlain(1.5e-8)).toBe('0.000000015');
  expect(formatShort(1e6)).toBe('1e+06');
  expect(formatShort(123456)).toBe('123456');
  expect(formatShort(0.00001)).toBe('1e-05');
  expect(formatShort(123.456, 2)).toBe('1.2e+02');
});

test('every printed number reads back as itself', () => {
  for (let index = 0; index < 5000; index += 1) {
    const value = (Math.random() - 0.5) * 10 ** ((index % 600) - 300);
    expect(parseFloatText(formatValue(value))).toBe(value);
    expect(parseFloatText(formatPlain(value))).toBe(value);
  }
});

test('durations', () => {
  expect(parseDuration('1h30m')).toBe(5_400_000);
  expect(parseDuration('1y1w1d1h1m1s1ms')).toBe(32_230_861_001 - 0);
  expect(parseDuration('0')).toBe(0);
  for (const wrong of ['', '5', '1m1h', '-5m', '1.5h', '5 m', '1x', '999999y']) {
    expect(() => parseDuration(wrong), wrong).toThrow();
  }
});

test('label sets', () => {
  const labels = { b: 'x"y', __name__: 'up', 'a.b': 'z' };
  expect(formatLabels(labels)).toBe('up{"a.b"="z", b="x\\"y"}');
  expect(formatLabels({ __name__: 'my.metric' })).toBe('{"my.metric"}');
  expect(formatLabels({})).toBe('{}');
  expect(formatLabels({ __name__: 'up' })).toBe('up');
  expect(formatLabelSet(labels)).toBe('{__name__="up", "a.b"="z", b="x\\"y"}');
  const order = [{ a: '1' }, { a: '1', b: '2' }, { a: '2' }, { b: '1' }];
  expect(order.toReversed().sort(compareLabels)).toEqual(order);
});

test('quotes', () => {
  expect(quote('a"b\\c\n\u0001')).toBe('"a\\"b\\\\c\\n\\x01"');
});
