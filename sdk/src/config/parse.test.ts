import { describe, expect, test } from 'vitest';
import {
  parseBoolean,
  parseDurationSeconds,
  parseEndpoint,
  parseInteger,
  parseLatency,
  parseList,
  parsePairs,
  parsePort,
  parseRatio,
  parseSpecBoolean,
} from './parse.ts';

describe('booleans', () => {
  test.each(['true', 'TRUE', '1', 'yes', 'On'])('%s is true', (text) => {
    expect(parseBoolean(text)).toBe(true);
  });
  test.each(['false', '0', 'NO', 'off'])('%s is false', (text) => {
    expect(parseBoolean(text)).toBe(false);
  });
  test.each(['', 'maybe', '2', 'truee'])('%j is neither', (text) => {
    expect(parseBoolean(text)).toBeUndefined();
  });
  test('OpenTelemetry variables know only the two words', () => {
    expect(['True', 'FALSE', '1', 'yes'].map(parseSpecBoolean)).toEqual([
      true,
      false,
      undefined,
      undefined,
    ]);
  });
});

describe('numbers', () => {
  test.each([
    ['5', 5],
    ['0', 0],
    ['10', 10],
    ['11', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e1', undefined],
    ['0x5', undefined],
    ['five', undefined],
    ['9'.repeat(400), undefined],
  ])('integer %s in 0..10 is %s', (text, expected) => {
    expect(parseInteger(text, 0, 10)).toBe(expected);
  });

  test.each([
    ['0.999', true, 0.999],
    ['.5', true, 0.5],
    ['0', false, 0],
    ['1', false, 1],
    ['1.0', false, 1],
    ['0', true, undefined],
    ['1', true, undefined],
    ['99.9', true, undefined],
    ['-0.1', false, undefined],
    ['NaN', false, undefined],
  ])('ratio %s (open: %s) is %s', (text, open, expected) => {
    expect(parseRatio(text, open)).toBe(expected);
  });

  test.each([
    ['9464', 9464],
    ['0', 0],
    ['65535', 65_535],
    ['65536', undefined],
    ['OFF', 'off'],
    ['none', undefined],
    ['http', undefined],
  ])('port %s is %s', (text, expected) => {
    expect(parsePort(text)).toBe(expected);
  });
});

describe('durations and latency objectives', () => {
  test.each([
    ['300ms', 0.3],
    ['1.5s', 1.5],
    ['2S', 2],
    ['300', undefined],
    ['1m', undefined],
    ['-1s', undefined],
  ])('%s is %s seconds', (text, expected) => {
    expect(parseDurationSeconds(text)).toBe(expected);
  });

  test.each([
    ['300ms', { thresholdSeconds: 0.3, objective: 0.99 }],
    ['1.5s', { thresholdSeconds: 1.5, objective: 0.99 }],
    ['300ms@0.995', { thresholdSeconds: 0.3, objective: 0.995 }],
    ['1ms @ 0.5', { thresholdSeconds: 0.001, objective: 0.5 }],
    ['60s', { thresholdSeconds: 60, objective: 0.99 }],
    ['0.5ms', undefined],
    ['61s', undefined],
    ['300ms@1', undefined],
    ['300ms@', undefined],
    ['300ms@99', undefined],
    ['300ms@0.9@0.9', undefined],
    ['@0.9', undefined],
  ])('%s', (text, expected) => {
    expect(parseLatency(text)).toEqual(expected);
  });
});

describe('lists and pairs', () => {
  test('items are trimmed, empty ones dropped', () => {
    expect(parseList(' a, b,,c ,')).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['a=1,b=2', { a: '1', b: '2' }],
    ['a=1, a=2', { a: '2' }],
    ['key=value%2Cwith%20comma', { key: 'value,with comma' }],
    ['authorization=Basic dXNlcjpwYXNz==', { authorization: 'Basic dXNlcjpwYXNz==' }],
    ['empty=', { empty: '' }],
    ['novalue', undefined],
    ['=1', undefined],
    ['a=1,broken', undefined],
    ['a=50%', undefined],
  ])('%s', (text, expected) => {
    expect(parsePairs(text)).toEqual(expected);
  });

  test('a key named __proto__ is only a key', () => {
    const pairs = parsePairs('__proto__=x');
    expect(Object.keys(pairs ?? {})).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(pairs)).toBe(Object.prototype);
  });
});

test.each([
  ['http://collector:4317', true],
  ['HTTPS://collector', true],
  ['https://user:pass@collector/path?x=1', true],
  ['collector:4317', true],
  ['[::1]:4317', true],
  ['unix:///var/run/otel.sock', true],
  ['', false],
  ['http://', false],
  ['http://host:99999', false],
  ['host:99999', false],
  ['ftp://host', false],
  ['host/path', false],
  ['not a url', false],
])('endpoint %j is accepted: %s', (text, accepted) => {
  expect(parseEndpoint(text)).toBe(accepted ? text : undefined);
});
