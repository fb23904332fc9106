import { describe, expect, test } from 'vitest';

import { pathOf, queryOf, redactQuery, redactUrl } from './url.ts';

describe('secrets in query strings', () => {
  const cases: [query: string, redacted: string][] = [
    ['a=1&b=2', 'a=1&b=2'],
    ['token=abc', 'token=[REDACTED]'],
    ['a=1&access_token=abc&b=2', 'a=1&access_token=[REDACTED]&b=2'],
    ['X-Amz-Signature=f00&x=1', 'X-Amz-Signature=[REDACTED]&x=1'],
    ['sig=a%20b&se=2026', 'sig=[REDACTED]&se=2026'],
    ['API-KEY=1', 'API-KEY=[REDACTED]'],
    ['code=1', 'code=[REDACTED]'],
    ['postcode=1', 'postcode=1'],
    ['flag', 'flag'],
    ['', ''],
  ];
  test.each(cases)('%s', (query, redacted) => {
    expect(redactQuery(query)).toBe(redacted);
  });

  test.each([['sigsigsig'], ['?'], ['token'], ['='], ['&'], ['a=']])(
    'takes linear time on 1 MB of %s',
    (piece) => {
      const query = piece.repeat(Math.ceil(1_000_000 / piece.length));
      // A backtracking expression would run for hours; the test's own time-out is the bound.
      expect(redactQuery(query).length).toBeGreaterThan(0);
    },
  );
});

test('a target is split at its first question mark', () => {
  expect(pathOf('/a/b?c=1?d')).toBe('/a/b');
  expect(queryOf('/a/b?c=1?d', '/a/b')).toBe('c=1?d');
  expect(queryOf('/a/b', '/a/b')).toBeUndefined();
});

test('a URL is bounded', () => {
  const url = redactUrl('https:', 'h', `/${'x'.repeat(5000)}?token=1`);
  expect(url).toHaveLength(2048);
});
