import { expect, test } from 'vitest';
import { CUT_MARK } from '../context/index.ts';
import { TRUNCATED_LABEL } from '../contract/index.ts';
import { isMarked, truncateLine } from './truncate.ts';

const IDS = { trace: { id: 'a'.repeat(32) }, event: { id: 'B'.repeat(26), sequence: 5 } };

test.each([
  ['one long text', { message: 'x'.repeat(100_000) }],
  [
    'many texts',
    { labels: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [at, 'y'.repeat(500)])) },
  ],
  [
    'many names',
    { labels: Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`name${at}`, 1])) },
  ],
  [
    'many numbers',
    {
      numeric_labels: Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`name${at}`, 1])),
    },
  ],
  [
    'characters that are escaped',
    { message: '\u0001'.repeat(20_000), labels: { a: '"'.repeat(20_000) } },
  ],
  [
    'pollution keys',
    JSON.parse(`{"labels":{"__proto__":{"polluted":"${'x'.repeat(50_000)}"}}}`) as object,
  ],
])('%s: a line within its bound, marked, with its ids', (_what, fields) => {
  for (const maxLength of [1024, 32_768]) {
    const line = truncateLine(`${JSON.stringify({ ...IDS, ...fields })}\n`, maxLength);
    expect(line.length).toBeLessThanOrEqual(maxLength);
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toMatchObject({ ...IDS, labels: { [TRUNCATED_LABEL]: 'true' } });
    expect(isMarked(line)).toBe(true);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('what is no JSON becomes the message of a line that is', () => {
  const line = truncateLine(`{"broken": ${'x'.repeat(5000)}`, 1024);
  expect((JSON.parse(line) as { message: string }).message).toContain(CUT_MARK);
});
