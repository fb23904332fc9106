import { describe, expect, test } from 'vitest';

import { LineWriter } from './line-writer.ts';

function written(write: (writer: LineWriter) => void): string {
  const writer = new LineWriter();
  write(writer);
  return writer.view().toString('utf8');
}

describe('numbers', () => {
  const powers = Array.from({ length: 16 }, (_, power) => 10 ** power);
  const cases = [
    0,
    7,
    42,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 + 5,
    Number.MAX_SAFE_INTEGER,
    ...powers,
    ...powers.map((value) => value - 1),
  ];
  test.each(cases)('%d', (value) => {
    expect(written((writer) => writer.number(value))).toBe(String(value));
  });
});

describe('texts as JSON', () => {
  test.each([
    '',
    'plain',
    'a"b',
    'back\\slash',
    'line\nbreak',
    'ümlaut',
    '日本',
    '\u0000',
    '\u007f',
  ])('%j', (text) => {
    expect(JSON.parse(written((writer) => writer.json(text)))).toBe(text);
    const long = text.repeat(50);
    expect(JSON.parse(written((writer) => writer.json(long)))).toBe(long);
  });
});

test('grows with what is written', () => {
  const long = 'x'.repeat(100_000);
  expect(written((writer) => writer.ascii(long))).toBe(long);
  expect(written((writer) => writer.raw(Buffer.from(long)))).toBe(long);
});
