import { describe, expect, test } from 'vitest';
import { answerOf, failureOf } from './answer.ts';
import { attempt } from './attempt.ts';
import { fateOf, type BulkAnswer, type BulkItem } from './outcome.ts';

describe('the fate of an item', () => {
  test.each<[BulkItem, string]>([
    [{ status: 201 }, 'delivered'],
    [{ status: 200 }, 'delivered'],
    [{ status: 409, error: { type: 'version_conflict_engine_exception' } }, 'delivered'],
    [{ status: 201, failure_store: 'used' }, 'rejectedStored'],
    [{ status: 201, failure_store: 'not_applicable_or_unknown' }, 'delivered'],
    [{ status: 429 }, 'retry'],
    [{ status: 503, error: { type: 'unavailable_shards_exception' } }, 'retry'],
    [{ status: 500 }, 'retry'],
    [{ status: 403 }, 'retry'],
    [{ status: 404, error: { type: 'index_not_found_exception' } }, 'retry'],
    [{ status: 400, error: { type: 'document_parsing_exception' } }, 'deadLetter'],
    [{ status: 400, error: {}, failure_store: 'failed' }, 'deadLetter'],
    [{ status: 422 }, 'deadLetter'],
  ])('%j: %s', (item, fate) => {
    expect(fateOf(item)).toBe(fate);
  });
});

describe('an answer', () => {
  test('is one when it speaks of every line', () => {
    const body = { errors: true, items: [{ create: { status: 201 } }, { index: { status: 400 } }] };
    expect(answerOf(body, 2)).toEqual({
      kind: 'answered',
      items: [{ status: 201 }, { status: 400 }],
    });
  });

  test.each([[undefined], ['<html>'], [{}], [{ items: [] }], [{ items: [{}, {}] }]])(
    '%j is none',
    (body) => {
      expect(answerOf(body, 2)).toMatchObject({ kind: 'outage', reason: 'garbage' });
    },
  );

  test('an error of the client is an outage, or a reason to divide', () => {
    const error = (statusCode: number, headers = {}) =>
      Object.assign(new Error('x'), { name: 'ResponseError', statusCode, meta: { headers } });
    expect(failureOf(error(413))).toMatchObject({ kind: 'divide', status: 413 });
    expect(failureOf(error(400))).toMatchObject({ kind: 'divide', status: 400 });
    expect(failureOf(error(429, { 'retry-after': '7' }))).toMatchObject({
      kind: 'outage',
      status: 429,
      retryAfterMs: 7000,
    });
    expect(failureOf(error(503))).toMatchObject({ kind: 'outage', retryAfterMs: undefined });
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), {
      name: 'ConnectionError',
    });
    expect(failureOf(refused)).toMatchObject({ kind: 'outage', reason: 'ECONNREFUSED' });
    const late = Object.assign(new Error('Request timed out'), { name: 'TimeoutError' });
    expect(failureOf(late)).toMatchObject({ kind: 'outage', reason: 'TimeoutError' });
  });
});

describe('an attempt', () => {
  const lines = Array.from({ length: 100 }, (_none, n) => `{"n":${n}}`);
  const all = (part: readonly string[], item: (line: string) => BulkItem): BulkAnswer => ({
    kind: 'answered',
    items: part.map(item),
  });

  test('sorts the lines by what became of each', async () => {
    const result = await attempt(lines, (part) =>
      Promise.resolve(
        all(part, (line) => {
          const n = Number(/\d+/.exec(line)?.[0]);
          if (n % 10 === 1) return { status: 400, error: { type: 'bad', reason: 'mapping' } };
          if (n % 10 === 2) return { status: 429, error: { type: 'busy', reason: 'queue' } };
          return n % 10 === 3 ? { status: 201, failure_store: 'used' } : { status: 201 };
        }),
      ),
    );
    expect(result).toMatchObject({ delivered: 70, rejectedStored: 10 });
    expect(result.refused).toHaveLength(10);
    expect(result.refused[0]).toEqual({ line: '{"n":1}', status: 400, reason: '400 bad: mapping' });
    expect(result.retry.map((line) => Number(/\d+/.exec(line)?.[0]) % 10)).toEqual(
      Array.from({ length: 10 }, () => 2),
    );
    expect(result.failure?.reason).toBe('item_429');
  });

  test('divides what is too large, down to the line that is too large by itself', async () => {
    const sizes: number[] = [];
    const result = await attempt(lines, (part) => {
      sizes.push(part.length);
      const isTooLarge = part.length > 7 || part.includes('{"n":42}');
      const answer: BulkAnswer = { kind: 'divide', status: 413, message: 'too large' };
      return Promise.resolve(isTooLarge ? answer : all(part, () => ({ status: 201 })));
    });
    expect(result.delivered).toBe(99);
    expect(result.refused.map(({ line }) => line)).toEqual(['{"n":42}']);
    expect(sizes.length).toBeLessThan(60);
  });

  test('stops at the first failure and keeps the rest, in order', async () => {
    let sent = 0;
    const result = await attempt(lines, (part) => {
      if (part.length > 25) {
        return Promise.resolve({ kind: 'divide', status: 413, message: '' } as const);
      }
      sent += 1;
      if (sent === 1) return Promise.resolve(all(part, () => ({ status: 201 })));
      return Promise.resolve({ kind: 'outage', reason: 'gone', message: 'gone' } as const);
    });
    expect(sent).toBe(2);
    expect(result.delivered).toBe(25);
    expect(result.retry).toEqual(lines.slice(25));
  });
});
