import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { promqltestCommand } from './command.ts';
import { runPromqltest } from './run.ts';
import { parseSeriesLine } from './series.ts';

function run(script: string): string[] {
  const { passed, failures } = runPromqltest('script', script);
  return [`${passed} passed`, ...failures.map(({ line, got }) => `${line}: ${got}`)];
}

const LOAD = 'load 1m\n  m{a="x"} 1+1x4 _ stale\n  m{a="y"} 5x2 -1-1x1\n\n';

test('a sequence of values', () => {
  const { labels, values } = parseSeriesLine(
    'm{a="x y", b=`}`} 1+2x2 _x2 -1.5x1 stale NaN -Inf 1e3',
  );
  expect(labels).toEqual({ __name__: 'm', a: 'x y', b: '}' });
  expect(
    values.map((value) => (value !== undefined && 'value' in value ? value.value : '_')),
  ).toEqual([1, 3, 5, '_', '_', -1.5, -1.5, NaN, NaN, -Infinity, 1000]);
  expect(() => parseSeriesLine('m 1+2')).toThrow('bad value');
  expect(() => parseSeriesLine('m 1x9999999')).toThrow('more than');
});

test('statements that hold', () => {
  expect(
    run(`${LOAD}
eval instant at 2m m
  m{a="x"} 3
  {__name__="m", a="y"} 5

eval range from 0 to 2m step 1m sum(m)
  {} 6 7 8

eval instant at 6m m
  m{a="y"} -2

eval instant at 0 1 + 1
  2

eval instant at 0 "a b"
  expect string "a b"

eval instant at 2m m{a="x"}[2m]
  expect range vector from 1m to 2m step 1m
  m{a="x"} 2 3

eval instant at 1m sort_desc(m)
  expect ordered
  m{a="y"} 5
  m{a="x"} 2

eval_ordered instant at 1m sort(m)
  m{a="x"} 2
  m{a="y"} 5

eval_fail instant at 0 m +
eval instant at 0 abs(m{a="x"}) + on() m
  expect fail regex: found duplicate series.*

eval_fail instant at 0 rate(m)
  expected_fail_regexp expected type .*

eval_info instant at 2m rate(m{a="x"}[2m])
  {a="x"} 0.016666666666666666

eval instant at 2m quantile(3, m)
  expect warn msg: PromQL warning: quantile value should be between 0 and 1, got 3 (1:10)
  expect no_info
  {} Inf

clear
eval instant at 2m m
`),
  ).toEqual(['14 passed']);
});

describe('statements that do not hold', () => {
  test.each([
    ['eval instant at 2m m{a="x"}\n  m{a="x"} 4', 'm{a="x"} 3'],
    ['eval instant at 2m m{a="x"}\n  {a="x"} 3', 'm{a="x"} 3'],
    ['eval instant at 2m m{a="x"}', 'm{a="x"} 3'],
    ['eval instant at 2m none\n  m 1', '(nothing)'],
    ['eval instant at 2m m{a="x"}\n  expect fail', 'no error'],
    [
      'eval instant at 2m m{\n  m 1',
      'error: 1:3: parse error: unexpected end of input inside braces',
    ],
    [
      'eval instant at 2m m{\n  expect fail msg: other',
      'error: 1:3: parse error: unexpected end of input inside braces',
    ],
    ['eval instant at 2m 1\n  2', '1'],
    ['eval instant at 2m "a"\n  expect string "b"', '"a"'],
    ['eval instant at 2m m{a="x"}\n  expect warn\n  m{a="x"} 3', 'no warn that fits; got: (none)'],
    ['eval range from 0 to 1m step 1m m{a="x"}\n  m{a="x"} 1 3', 'm{a="x"} 1@0 2@60'],
    [
      'eval instant at 2m sort(m)\n  expect ordered\n  m{a="y"} 5\n  m{a="x"} 3',
      'm{a="x"} 3\nm{a="y"} 5',
    ],
    ['eval instant at 2m m\n  m {{count:1}}', 'native histograms are not supported'],
    [
      'load 1m\n  h {{schema:1 count:1 buckets:[1 2]}}x3 {{}}',
      'native histograms are not supported',
    ],
    ['load_with_nhcb 1m\n  h 1', 'native histograms are not supported'],
    ['nonsense', 'neither load, clear nor eval'],
    ['load', 'a load is written `load <step>`'],
    [
      'eval at 5m x',
      'an eval is written `eval instant at <time> <query>` or `eval range from ...`',
    ],
    ['eval instant at 5q m', 'not a valid duration string: "5q"'],
  ])('%s', (statement, got) => {
    const [, first = ''] = run(LOAD + statement);
    expect(first).toBe(`5: ${got}`);
  });
});

test('the command prints a report per file and tells by its exit code', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'promqltest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [good, bad] = [join(folder, 'good'), join(folder, 'bad')];
  writeFileSync(good, 'eval instant at 0 1\n  1\n');
  writeFileSync(bad, 'eval instant at 0 1\n  2\n');
  const lines: string[] = [];
  const print = (line: string): number => lines.push(line);
  expect(await promqltestCommand([good], print)).toBe(0);
  expect(await promqltestCommand([good, bad], print)).toBe(1);
  expect(await promqltestCommand([join(folder, 'none')], print)).toBe(2);
  expect(await promqltestCommand([], print)).toBe(2);
  expect(lines[0]).toBe(`${good}: 1 passed, 0 failed`);
  expect(lines[2]).toBe(
    `${bad}: 0 passed, 1 failed\n  line 1: eval instant at 0 1\n  got:\n    1\n  wanted:\n    2`,
  );
});
