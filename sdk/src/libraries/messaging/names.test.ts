import { expect, test } from 'vitest';
import { destinationName, TEMPORARY } from './destination-name.ts';
import { carrierOf, Progress } from './kafka-headers.ts';
import { readySinceMs } from './pg-boss-jobs.ts';
import { copyOfHeaders, formsOf } from './platformatic-headers.ts';

test.each([
  'amq.gen-JzTY20BRgKO-HjmUJj0wLg',
  'amq.rabbitmq.reply-to.g1h2AA5yZXBseUA',
  'replies-6b1f2c3d-8a4e-4f5a-9b6c-7d8e9f0a1b2c',
  'worker-507f1f77bcf86cd799439011',
  '',
  undefined,
  7,
])('%j is a name that somebody made up', (name) => {
  expect(destinationName(name)).toBe(TEMPORARY);
});

test.each(['orders', 'order.created', 'facade-deed', 'jobs:2026'])('%s is a name', (name) => {
  expect(destinationName(name)).toBe(name);
});

test('headers are read as text, the first value of each, and not without end', () => {
  const many = Array.from({ length: 100 }, (_, at) => [`h${at}`, Buffer.from('x')] as const);
  expect(
    carrierOf([
      ['a', Buffer.from('1')],
      ['b', [Buffer.from('2'), Buffer.from('3')]],
      [Buffer.from('c'), '4'],
      ['long', Buffer.alloc(10_000)],
      ['other', undefined],
    ]),
  ).toEqual({ a: '1', b: '2', c: '4' });
  expect(Object.keys(carrierOf(many)).length).toBeLessThanOrEqual(50);
});

test('an offset that was there before is another try', () => {
  const progress = new Progress();
  const tries = (offset: number, partition = 0) => progress.triesBefore('t', partition, offset);
  expect([tries(5), tries(6), tries(6), tries(6), tries(4), tries(7), tries(5, 1)]).toEqual([
    0, 0, 1, 2, 1, 0, 0,
  ]);
});

test('serializers of headers get what they leave as it is', () => {
  const options = Symbol('plt.kafka.base.options');
  const of = (serializers: object | undefined, more: object = {}) =>
    formsOf({ [options]: { serializers, ...more } });
  const text = (value: unknown) => (typeof value === 'string' ? Buffer.from(value) : undefined);
  expect(of(undefined)?.key('x')).toEqual(Buffer.from('x'));
  expect(of({ headerKey: text, headerValue: text })?.value('x')).toBe('x');
  expect(of({ headerValue: JSON.stringify })).toBeUndefined();
  const throws = () => {
    throw new Error('no');
  };
  expect(of({ headerKey: throws })).toBeUndefined();
  expect(of(undefined, { registry: {} })).toBeUndefined();
  expect(formsOf({})).toBeUndefined();
  const copy = copyOfHeaders({ traceparent: 'old', tracestate: 'old', kept: 'yes' });
  expect([...copy]).toEqual([['kept', 'yes']]);
});

test('a job that is to wait is not late, one that is tried again tells nothing', () => {
  const created = new Date(1000);
  const later = new Date(5000);
  expect(readySinceMs({ id: '1', createdOn: created, startAfter: later }, undefined)).toBe(5000);
  expect(readySinceMs({ id: '1', retryCount: 1, createdOn: created }, undefined)).toBeUndefined();
  expect(readySinceMs({ id: '1' }, { 'sightline-ready-at': '7' })).toBe(7);
  expect(readySinceMs({ id: '1' }, { 'sightline-ready-at': 'soon' })).toBeUndefined();
});
