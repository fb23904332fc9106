import { parser as published } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { PromqlError } from '../errors.ts';
import type { Expr } from './ast.ts';
import { parseMatchers, parsePromql } from './entry.ts';
import { REFUSED_FUNCTIONS, SIGNATURES } from './signatures.ts';

/** An expression with its structure in brackets. */
function shape(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return String(expr.value);
    case 'string':
      return JSON.stringify(expr.value);
    case 'selector': {
      const at = expr.at === undefined ? '' : ` @ ${expr.at}`;
      const offset = expr.offsetMs === 0 ? '' : ` offset ${expr.offsetMs}`;
      return `${expr.name}${offset}${at}`;
    }
    case 'matrix':
      return `${shape(expr.selector)}[${expr.rangeMs}]`;
    case 'subquery': {
      const offset = expr.offsetMs === 0 ? '' : ` offset ${expr.offsetMs}`;
      return `${shape(expr.expr)}[${expr.rangeMs}:${expr.stepMs ?? ''}]${offset}`;
    }
    case 'aggregation':
      return `${expr.operator}(${shape(expr.expr)})`;
    case 'call':
      return `${expr.name}(${expr.args.map(shape).join(', ')})`;
    case 'binary':
      return `(${shape(expr.left)} ${expr.operator} ${shape(expr.right)})`;
    case 'unary':
      return `(${expr.operator}${shape(expr.expr)})`;
    case 'paren':
      return shape(expr.expr);
    default:
      return expr;
  }
}

function failure(query: string): string {
  try {
    parsePromql(query);
  } catch (error) {
    expect(error).toBeInstanceOf(PromqlError);
    return error instanceof Error ? error.message : '';
  }
  return 'no error';
}

test.each([
  ['-1^2', '(-(1 ^ 2))'],
  ['-2', '-2'],
  ['2^-1', '(2 ^ -1)'],
  ['2^3^2', '(2 ^ (3 ^ 2))'],
  ['a^-b*c', '((a ^ (-b)) * c)'],
  ['a - b - c', '((a - b) - c)'],
  ['a + b * c', '(a + (b * c))'],
  ['a or b and c', '(a or (b and c))'],
  ['a unless b and c', '((a unless b) and c)'],
  ['a + m offset 5m * 2', '(a + (m offset 300000 * 2))'],
  ['-m offset 5m', '(-m offset 300000)'],
  ['m offset -2^2', '(m offset -2000 ^ 2)'],
  ['m @ 12.5 offset 1s', 'm offset 1000 @ 12500'],
  ['m[5m:1m] offset -1h', 'm[300000:60000] offset -3600000'],
  ['m[1h30m:]', 'm[5400000:]'],
  ['rate(m[300])', 'rate(m[300000])'],
  ['SUM(m) BY (l)', 'sum(m)'],
  ['sum by (on, offset, "quoted label", a:b,) (m)', 'sum(m)'],
  ['offset offset 5m', 'offset offset 300000'],
  ['sum{sum="x"} + by', '(sum + by)'],
  ['start + end + step + fill', '(((start + end) + step) + fill)'],
  ['0x1F + 1e3 + .5 + 1_000 + 010 + 5. + 5m', '((((((31 + 1000) + 0.5) + 1000) + 8) + 5) + 300)'],
  ['Inf + nan + +inf', '((Infinity + NaN) + Infinity)'],
  ['a # says nothing\n + # nor this\n b', '(a + b)'],
  ['a atan2 b % c', '((a atan2 b) % c)'],
])('%s is read as %s', (query, wanted) => {
  expect(shape(parsePromql(query))).toBe(wanted);
});

test('strings are read with their escapes', () => {
  expect(shape(parsePromql('"a\\n\\x41\\u00e4\\101\\""'))).toBe(JSON.stringify('a\nAäA"'));
  expect(shape(parsePromql('`a\\n`'))).toBe(JSON.stringify('a\\n'));
  expect(shape(parsePromql("'it\\'s'"))).toBe(JSON.stringify("it's"));
});

describe('mistakes are told with their place', () => {
  test.each([
    ['', '1:1: parse error: no expression found in input'],
    ['sum(', '1:5: parse error: unclosed left parenthesis'],
    ['a[5m', '1:5: parse error: unclosed left bracket'],
    ['a)', "1:3: parse error: unexpected right parenthesis ')'"],
    ['a b', '1:3: parse error: unexpected identifier "b"'],
    ['a + ', '1:5: parse error: unexpected end of input'],
    ['a\n+ +', '2:4: parse error: unexpected end of input'],
    ['ä', "1:1: parse error: unexpected character: 'ä'"],
    ['{a="ä"} b', '1:10: parse error: unexpected identifier "b"'],
    ['a{b=}', '1:5: parse error: unexpected "}" in label matching, expected string'],
    [
      'a{b}',
      '1:4: parse error: unexpected "}" in label matching, expected label matching operator',
    ],
    ['a{,}', '1:3: parse error: unexpected "," in label matching, expected identifier or "}"'],
    [
      'a{b="c" d="e"}',
      '1:9: parse error: unexpected identifier "d" in label matching, expected "," or "}"',
    ],
    ['a{b=~"["}', '1:3: parse error: error parsing regexp: missing closing ]: `[`'],
    ['sum by l (m)', '1:8: parse error: unexpected identifier "l" in grouping opts, expected "("'],
    [
      'm offset',
      '1:9: parse error: unexpected end of input in offset, ' +
        'expected number, duration, step(), or range()',
    ],
    ['m @ x', '1:5: parse error: unexpected identifier "x" in @, expected timestamp'],
    ['m[5m] @ 1 @ 2', '1:1: parse error: @ <timestamp> may not be set multiple times'],
    ['m offset 1m offset 2m', '1:1: parse error: offset may not be set multiple times'],
    [
      '(m) offset 1m',
      '1:1: parse error: offset modifier must be preceded by ' +
        'an instant vector selector or range vector selector or a subquery',
    ],
    ['m[5m][5m]', '1:6: parse error: ranges only allowed for vector selectors'],
    ['m[0s]', '1:3: parse error: duration must be greater than 0'],
    ['"a', '1:1: parse error: unterminated quoted string'],
    ['"\\q"', "1:1: parse error: unknown escape sequence U+0071 'q'"],
    ['5x', '1:1: parse error: bad number or duration syntax: "5"'],
    ['nosuch(m)', '1:1: parse error: unknown function with name "nosuch"'],
    [
      'rate(m)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['abs()', '1:1: parse error: expected 1 argument(s) in call to "abs", got 0'],
    [
      'round(m, 1, 2)',
      '1:1: parse error: expected at most 2 argument(s) in call to "round", got 3',
    ],
    ['abs(m,)', '1:6: parse error: trailing commas not allowed in function call args'],
    ['1 > 2', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['m + bool m', '1:3: parse error: bool modifier can only be used on comparison operators'],
    ['m and 1', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ['m and on(a) group_left m', '1:1: parse error: no grouping allowed for "and" operation'],
    [
      'm * on(a) group_left(a) m',
      '1:3: parse error: label "a" must not occur in ON and GROUP clause at once',
    ],
    ['m * on(a) 1', '1:1: parse error: vector matching only allowed between instant vectors'],
    ['{a=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['m{__name__="n"}', '1:1: parse error: metric name must not be set twice: "m" or "n"'],
    [
      'topk(m)',
      '1:1: parse error: wrong number of arguments for aggregate expression provided, ' +
        'expected 2, got 1',
    ],
    ['1[5m:]', '1:1: parse error: subquery is only allowed on instant vector, got scalar instead'],
    [
      '-m[5m]',
      '1:1: parse error: unary expression only allowed on expressions of type ' +
        'scalar or instant vector, got "range vector"',
    ],
  ])('%s', (query, wanted) => {
    expect(failure(query)).toBe(wanted);
  });

  test.each([
    ['info(m)', 'function "info" is experimental'],
    ['limitk(1, m)', 'limitk() is experimental'],
    ['m + fill(0) n', 'fill modifiers are experimental'],
    ['m[1m + 1m]', 'duration expressions are not supported'],
    ['m offset step()', 'duration expressions are not supported'],
    ['m[5m] anchored', 'anchored modifier is not supported'],
    ['m </ 1', 'needs native histograms'],
  ])('%s is refused by name', (query, wanted) => {
    expect(failure(query)).toContain(wanted);
  });

  test('nesting and length have bounds', () => {
    expect(failure('('.repeat(1000) + 'm' + ')'.repeat(1000))).toContain('nested too deeply');
    expect(failure(' '.repeat(100_001))).toContain('longer than');
  });
});

test('conditions of a selector', () => {
  expect(parseMatchers('up{job=~"a|b", instance!=""}')).toEqual([
    { name: 'job', operator: '=~', value: 'a|b' },
    { name: 'instance', operator: '!=', value: '' },
    { name: '__name__', operator: '=', value: 'up' },
  ]);
  expect(parseMatchers('{"my.metric"}')).toEqual([
    { name: '__name__', operator: '=', value: 'my.metric' },
  ]);
  expect(() => parseMatchers('{}')).toThrow('at least one non-empty matcher');
  expect(() => parseMatchers('up[5m]')).toThrow(PromqlError);
});

test('every function of the published grammar is known or refused by name', () => {
  const names = published.nodeSet.types
    .map(({ name }) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase())
    .filter((name) => /_over_time$|^histogram_|^label_|^day/.test(name));
  expect(names.length).toBeGreaterThan(20);
  const spelled: Record<string, string> = {
    histogram_std_dev: 'histogram_stddev',
    histogram_std_var: 'histogram_stdvar',
    label_matchers: 'label_join',
    label_name: 'label_join',
    daysin_month: 'days_in_month',
  };
  for (const name of names) {
    const known = spelled[name] ?? name;
    expect(SIGNATURES.has(known) || REFUSED_FUNCTIONS.has(known), name).toBe(true);
  }
});
