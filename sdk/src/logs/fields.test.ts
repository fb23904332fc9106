import { describe, expect, test } from 'vitest';
import { REDACTED } from '../contract/index.ts';
import { UNREADABLE } from './clean.ts';
import { LogCounters } from './counters.ts';
import { FieldMapper, type AppFields } from './fields.ts';
import { secretNames } from './redact.ts';
import { roomOf, type Room } from './room.ts';

const boom = (): never => {
  throw new Error('thrown by the value itself');
};

function mapped(given: object, chars = 32_768): { fields: AppFields; room: Room } {
  const mapper = new FieldMapper(secretNames([]), new LogCounters(), (id) => `hash of ${id}`);
  const fields: AppFields = {};
  const room = roomOf(chars);
  mapper.add(fields, given, room);
  return { fields, room };
}

describe('fields of the application', () => {
  test.each([
    ['numbers', { a: 1, b: -0.5 }, { numeric_labels: { a: 1, b: -0.5 } }],
    [
      'texts, booleans, null',
      { a: 'x', b: true, c: null },
      { labels: { a: 'x', b: true, c: null } },
    ],
    ['numbers JSON has not', { a: Number.NaN }, { labels: { a: 'NaN' } }],
    ['big integers', { a: 5n, b: 2n ** 2000n }, { labels: { a: '5', b: '[big integer]' } }],
    ['what JSON has no place for', { a: undefined, b: boom, c: Symbol('c') }, {}],
    ['an array', [1, 'two'], { numeric_labels: { 0: 1 }, labels: { 1: 'two' } }],
    ['a map', new Map<unknown, unknown>([['a', 1]]), { numeric_labels: { a: 1 } }],
    ['bytes', new Uint8Array(9), { labels: { value: '[9 bytes]' } }],
    [
      'names that are no paths',
      { '': 1, 'a..b': 2, '.c': 3 },
      { labels: { '': 1, 'a..b': 2, '.c': 3 } },
    ],
    ['a name with a NUL', { 'a\0b': 'x' }, { labels: { 'a\uFFFDb': 'x' } }],
    [
      'secrets',
      { password: 1, db: { api_key: 'k' } },
      { labels: { password: REDACTED, db: { api_key: REDACTED } } },
    ],
    ['a user', { user: { id: 'ann' } }, { user: { id: 'hash of ann' } }],
    [
      'contract leaves of other types',
      { http: { request: { method: 7 } }, client: { ip: 'no' } },
      {
        labels: { 'client.ip': 'no' },
        numeric_labels: { 'http.request.method': 7 },
      },
    ],
    [
      'numbers that no integer field takes',
      { http: { response: { status_code: 0.5 } } },
      {
        numeric_labels: { 'http.response.status_code': 0.5 },
      },
    ],
    [
      'contract fields',
      { event: { id: 'x' }, trace: 'x' },
      { labels: { event: { id: 'x' }, trace: 'x' } },
    ],
  ])('%s', (_what, given, wanted) => {
    expect(mapped(given).fields).toEqual(wanted);
  });

  test('one that throws costs its own value', () => {
    const given = {
      before: 1,
      get broken() {
        return boom();
      },
      after: 'kept',
      deep: {
        get a() {
          return boom();
        },
        b: 2,
      },
    };
    const { fields, room } = mapped(given);
    expect(fields).toEqual({
      numeric_labels: { before: 1 },
      labels: { broken: UNREADABLE, after: 'kept', deep: { a: UNREADABLE, b: 2 } },
    });
    expect(room.isCut).toBe(true);
  });

  test('serializers are applied to them, and may throw', () => {
    const mapper = new FieldMapper(secretNames([]), new LogCounters(), (id) => id);
    const fields: AppFields = {};
    const serializers = { given: (value: unknown) => `<${String(value)}>`, bad: boom };
    mapper.add(fields, { given: 5, bad: 6, other: 7 }, roomOf(1000), serializers);
    expect(fields).toEqual({
      labels: { given: '<5>', bad: UNREADABLE },
      numeric_labels: { other: 7 },
    });
  });

  test.each([
    ['as fields', '{"__proto__":{"polluted":1},"constructor":2}'],
    ['as labels', '{"labels":{"__proto__":{"polluted":1}},"numeric_labels":{"__proto__":5}}'],
    ['nested', '{"a":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}'],
  ])('pollution keys %s stay keys', (_where, json) => {
    const { fields } = mapped(JSON.parse(json) as object);
    expect(JSON.stringify(fields)).toContain('"__proto__":');
    expect(Object.getPrototypeOf(fields.labels)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('are read no further than they have room', () => {
    const { fields, room } = mapped({ first: 'x'.repeat(300), second: 'y'.repeat(300) }, 500);
    expect(room.isCut).toBe(true);
    expect(JSON.stringify(fields).length).toBeLessThan(600);
    let reads = 0;
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`k${at}`, at]));
    const counted = new Proxy(many, {
      get: (target, key) => ((reads += 1), Reflect.get(target, key)),
    });
    mapped(counted);
    expect(reads).toBeLessThan(120);
  });
});
