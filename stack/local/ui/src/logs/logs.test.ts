import { describe, expect, test } from 'vitest';
import type { WireLog } from '../../../src/wire/index.ts';
import { fieldsOf, filterField } from './fields.ts';
import { append, LINES_MAX, prepend } from './lines.ts';
import { stacks } from './stacks.ts';

function line(sequence: number): WireLog {
  return { sequence } as WireLog;
}

function numbers(lines: readonly WireLog[]): number[] {
  return lines.map(({ sequence }) => sequence);
}

describe('the list of lines', () => {
  test('new ones come in front, once', () => {
    const list = [line(3), line(2)];
    expect(numbers(prepend(list, [line(3), line(4), line(5)]))).toEqual([5, 4, 3, 2]);
    expect(prepend(list, [line(3)])).toBe(list);
  });

  test('older ones come behind, once', () => {
    expect(numbers(append([line(5), line(4)], [line(4), line(3)]))).toEqual([5, 4, 3]);
  });

  test('a long tail lets the oldest go', () => {
    const list = Array.from({ length: LINES_MAX }, (_, at) => line(LINES_MAX - at));
    const longer = prepend(list, [line(LINES_MAX + 1)]);
    expect(longer).toHaveLength(LINES_MAX);
    expect(longer[0]?.sequence).toBe(LINES_MAX + 1);
  });
});

describe('fields of a line', () => {
  const fields = fieldsOf({
    message: 'no',
    http: { response: { status_code: 503 } },
    error: { type: 'TimeoutError', stack_trace: 'a\nb' },
    tags: ['x'],
  });

  test('are flat, the error first', () => {
    expect(fields.map(({ path }) => path)).toEqual([
      'error.type',
      'error.stack_trace',
      'http.response.status_code',
      'message',
      'tags',
    ]);
  });

  test('can be filtered on when they are short and plain', () => {
    const able = fields.filter(({ filterable }) => filterable).map(({ path }) => path);
    expect(able).toEqual(['error.type', 'http.response.status_code', 'message']);
    expect(filterField('log.level')).toBe('level');
    expect(filterField('user.id')).toBe('user.id');
  });
});

test('bars of the histogram have the worst level first', () => {
  const [first, second] = stacks({
    from: 1000,
    to: 3000,
    stepMs: 1000,
    levels: { info: [5, 0], error: [2, 1] },
    total: 8,
    partial: false,
  });
  expect(first?.parts.map(({ level, count }) => `${level} ${count}`)).toEqual([
    'error 2',
    'info 5',
  ]);
  expect(second).toMatchObject({ fromMs: 2000, toMs: 3000, total: 1 });
});
