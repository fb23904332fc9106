import { expect, test } from 'vitest';
import type { LogInput } from '../../model/index.ts';
import { ITEM_BYTES_MAX } from '../packed-ring.ts';
import { traceIdOf } from '../testing/otlp-bytes.ts';
import { LogRing } from './log-ring.ts';

const ALWAYS = { fromMs: 0, toMs: Infinity };

function line(number: number, more: Partial<LogInput> = {}): LogInput {
  const json = Buffer.from(JSON.stringify({ message: `line ${number}` }));
  const columns = { timeMs: 1000 + number, level: 'info' as const, service: 'shop', traceId: '' };
  return { ...columns, json, ...more };
}

function messages(ring: LogRing, range = ALWAYS): unknown[] {
  const found: unknown[] = [];
  ring.scan(range, (row) => found.push(row.fields()['message']) > 0);
  return found;
}

test('newest first, in the range, the oldest let go', () => {
  const ring = new LogRing(4, ITEM_BYTES_MAX);
  for (let number = 1; number <= 6; number++) ring.append(line(number));
  expect(messages(ring)).toEqual(['line 6', 'line 5', 'line 4', 'line 3']);
  expect(messages(ring, { fromMs: 1004, toMs: 1005 })).toEqual(['line 5', 'line 4']);
  expect(ring.kept()).toMatchObject({ kept: 4, evicted: 2, oldestMs: 1003, newestMs: 1006 });
});

test('a scan ends when the visitor has enough', () => {
  const ring = new LogRing(10, ITEM_BYTES_MAX);
  for (let number = 1; number <= 6; number++) ring.append(line(number));
  let seen = 0;
  ring.scan(ALWAYS, () => ++seen < 2);
  expect(seen).toBe(2);
});

test('lines of a trace by time; an id that is none finds nothing', () => {
  const ring = new LogRing(10, ITEM_BYTES_MAX);
  const traceId = traceIdOf(77);
  ring.append(line(3, { traceId, level: 'error' }));
  ring.append(line(2, { traceId: traceIdOf(78) }));
  ring.append(line(1, { traceId }));
  expect(ring.ofTrace(traceId).map(({ fields, level }) => [fields['message'], level])).toEqual([
    ['line 1', 'info'],
    ['line 3', 'error'],
  ]);
  expect(ring.ofTrace('')).toEqual([]);
  expect(ring.ofTrace('not an id')).toEqual([]);
});

test('a line that cannot be held is counted, others stay', () => {
  const ring = new LogRing(10, ITEM_BYTES_MAX);
  ring.append(line(1));
  ring.append(line(2, { json: Buffer.alloc(ITEM_BYTES_MAX + 1) }));
  expect(messages(ring)).toEqual(['line 1']);
  expect(ring.kept().rejected).toEqual({ too_large: 1 });
});

test('the ring of bytes comes round without mixing lines', () => {
  const ring = new LogRing(100_000, 2 * ITEM_BYTES_MAX);
  const text = (number: number) => `${number} `.repeat(20_000 + (number % 7) * 1000);
  for (let number = 1; number <= 500; number++) {
    ring.append(line(number, { json: Buffer.from(JSON.stringify({ message: text(number) })) }));
  }
  const found = messages(ring);
  expect(found.length).toBeGreaterThan(20);
  expect(found).toEqual(found.map((_, index) => text(500 - index)));
});
