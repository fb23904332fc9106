import { expect, test } from 'vitest';
import { Remembered } from './remembered.ts';

/** Which texts were worked out, in order. */
function counting(max: number): { get(text: string): string; made: string[] } {
  const made: string[] = [];
  const remembered = new Remembered<string>(max);
  const make = (text: string): string => {
    made.push(text.slice(0, 3));
    return text;
  };
  return { get: (text) => remembered.get(text, make), made };
}

test('a text is worked out once, until there are too many', () => {
  const { get, made } = counting(2);
  for (const text of ['a', 'b', 'a', 'b', 'c', 'a']) expect(get(text)).toBe(text);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});

test('what is kept is bounded by length, too', () => {
  const { get, made } = counting(1000);
  const long = (start: string): string => start + 'x'.repeat(60_000);
  get('one');
  for (let n = 10; n < 30; n += 1) get(long(`${n}`));
  get('one');
  expect(made.filter((start) => start === 'one')).toHaveLength(2);
  const huge = 'y'.repeat(70_000);
  get(huge);
  get(huge);
  get('one');
  expect(made.filter((start) => start === 'yyy')).toHaveLength(2);
  expect(made.filter((start) => start === 'one')).toHaveLength(2);
});
