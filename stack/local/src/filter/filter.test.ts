import { describe, expect, test } from 'vitest';
import type { LogRow } from '../model/index.ts';
import { compileFilter } from './compile.ts';
import { LOG_VIEW } from './log-view.ts';
import { parseFilter } from './parse.ts';
import { FilterError } from './syntax.ts';

const FIELDS = {
  message: 'Payment was declined',
  http: { response: { status_code: 502 }, request: { method: 'POST' } },
  labels: { 'user.plan': 'Gold', tags: ['a', 'b'] },
  event: { duration: 1_500 },
  note: '5 * 3 "quoted"',
};
const ROW: LogRow = {
  sequence: 1,
  timeMs: 1,
  level: 'error',
  service: 'payments',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  text: () => JSON.stringify(FIELDS),
  fields: () => FIELDS,
};

function passes(text: string): boolean {
  return compileFilter(parseFilter(text), LOG_VIEW)(ROW);
}

describe('passes', () => {
  test.each([
    '',
    'declined',
    'DECLINED payment',
    'level:error',
    'level:ERROR service:payments',
    'service:pay*',
    'service:*',
    'http.response.status_code:502',
    'http.response.status_code>=500',
    'http.response.status_code:>=500',
    'http.response.status_code<503 http.response.status_code>501',
    'event.duration>1s',
    'labels.user.plan:gold',
    'labels.tags:b',
    'trace:0af7*',
    '-level:info',
    'NOT level:info',
    'level:info OR level:error',
    '(level:info OR level:error) AND declined',
    'message:"Payment was declined"',
    '"was declined"',
    'note:"5 * 3 \\"quoted\\""',
    '-nothing:*',
    'http.request.method:p*t',
  ])('%s', (text) => expect(passes(text)).toBe(true));
});

describe('does not pass', () => {
  test.each([
    'accepted',
    'level:info',
    'service:pay',
    'http.response.status_code>502',
    'http.response.status_code:50',
    'nothing:*',
    'nothing>1',
    'labels.user.plan:silver',
    '-declined',
    'level:error level:info',
    'message:"Payment * declined"',
    'level:info OR (declined AND service:shop)',
  ])('%s', (text) => expect(passes(text)).toBe(false));
});

describe('refuses, and says where', () => {
  test.each([
    ['level:', 6, 'A value is missing after "level:"'],
    ['a (b', 2, 'is not closed'],
    ['a )', 2, 'no "("'],
    ['a OR', 4, 'missing'],
    ['"abc', 0, 'do not end'],
    ['NOT', 3, 'missing'],
    ['()', 1, 'missing'],
    ['('.repeat(60), 50, 'parentheses'],
    ['x'.repeat(2001), 2000, '2000 characters'],
  ])('%s', (text, position, message) => {
    let caught: unknown;
    try {
      parseFilter(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(FilterError);
    expect((caught as FilterError).position).toBe(position);
    expect((caught as FilterError).message).toContain(message);
  });
});
