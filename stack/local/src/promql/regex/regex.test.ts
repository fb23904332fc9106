import { describe, expect, test } from 'vitest';
import { compileRegex, matchesText } from '../value/regex.ts';
import { emitRegex } from './emit.ts';
import { RegexMachine } from './machine.ts';
import { parseRegex } from './parse.ts';

test.each([
  ['a|b', ['a', 'b'], ['ab', '']],
  ['', [''], ['a']],
  ['a.c', ['abc', 'a\nc'], ['ac']],
  ['(?-s)a.c', ['abc'], ['a\nc']],
  ['(?i)aB[c-d]', ['ABC', 'abd'], ['abe']],
  ['a(?i)b', ['aB'], ['AB']],
  ['(?i:a)b', ['Ab'], ['AB']],
  ['[^a-c]+', ['xyz', '\n'], ['xa']],
  ['[]a]+', [']a'], ['b']],
  ['[a\\-z]', ['-'], ['b']],
  ['[[:alpha:]_]+', ['ab_'], ['a1']],
  ['[[:^digit:]]', ['a'], ['1']],
  ['[\\d\\s]+', ['1 2'], ['a']],
  ['[\\D]', ['a'], ['1']],
  ['\\x41\\x{1F600}\\101', ['A😀A'], ['A']],
  ['\\Qa.b\\E+', ['a.bbb'], ['axb']],
  ['\\pL+', ['äb'], ['1']],
  ['\\p{Greek}', ['α'], ['a']],
  ['a{2,3}', ['aa', 'aaa'], ['a', 'aaaa']],
  ['a{,2}', ['a{,2}'], ['aa']],
  ['x{', ['x{'], ['x']],
  ['(?:a|b)+c?', ['abac'], ['c']],
  ['\\bab\\b', ['ab'], ['abc']],
  ['^ab$', ['ab'], ['a']],
  ['a/b-c:d', ['a/b-c:d'], ['abcd']],
  ['(?P<x>a)(?<y>b)', ['ab'], ['ba']],
])('%s', (pattern, matching, others) => {
  const regex = compileRegex(pattern);
  const machine = new RegexMachine(parseRegex(pattern));
  for (const text of matching) {
    expect(regex.test(text), text).toBe(true);
    expect(machine.exec(text), text).toBeDefined();
  }
  for (const text of others) {
    expect(regex.test(text), text).toBe(false);
    expect(machine.exec(text), text).toBeUndefined();
  }
});

test.each([
  '(',
  ')',
  '[a',
  'a**',
  '*a',
  '(?=a)',
  '(?<!a)',
  '\\1',
  '\\',
  'a{2,1}',
  'a{1001}',
  '[z-a]',
  '\\y',
  '[[:no:]]',
])('%s is refused', (pattern) => {
  expect(() => compileRegex(pattern)).toThrow();
});

describe('expressions that backtracking cannot master', () => {
  test.each([
    '(a+)+b',
    '(a|aa)+b',
    '(.*)*x',
    '.*.*.*.*.*.*=x',
    '((a{1,9}){1,9}){1,5}b',
    '(a?a?)+b',
    '(a|a)*b',
  ])('%s takes no time', (pattern) => {
    const before = performance.now();
    expect(compileRegex(pattern).test('a'.repeat(2000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

test('both engines find the same groups', () => {
  const texts = ['', 'a', 'ab', 'abc', 'aab', 'abab', 'ba-ba', 'xyz'];
  const patterns = [
    '(a*)(a|b)*(.*)',
    '(a|ab)(c|bcd)?(.*)',
    '(?:(a)|(b)|.)*',
    '(.*?)(b?)',
    '(a?){2}b*',
  ];
  for (const pattern of patterns) {
    const node = parseRegex(pattern);
    const backtracking = new RegExp(`^(?:${emitRegex(node)})$`, 'su');
    const machine = new RegexMachine(node);
    for (const text of texts) {
      expect(machine.exec(text) === undefined, `${pattern} ${text}`).toBe(!backtracking.test(text));
    }
  }
  const twice = new RegexMachine(parseRegex('(\\w+)-(\\w+)')).exec('left-right');
  expect(twice).toEqual(['left-right', 'left', 'right']);
});

test('conditions', () => {
  const met = (operator: '=' | '!=' | '=~' | '!~', value: string, text: string): boolean =>
    matchesText({ name: 'a', operator, value }, text);
  expect(met('=', 'x', 'x') && met('!=', 'x', 'y')).toBe(true);
  expect(met('=~', 'x.*', 'xy') && met('!~', 'x.*', 'y')).toBe(true);
  expect(met('=~', 'x', 'xy') || met('=', '', 'x')).toBe(false);
});
