import { describe, expect, test } from 'vitest';
import { ExpositionError } from './exposition-error.ts';
import { parseExposition } from './exposition.ts';
import { parseLabels, parseSeries } from './series-text.ts';

interface Seen {
  readonly labels: Record<string, string>;
  readonly value: number;
  readonly timeMs: number | undefined;
  readonly exemplar: string | undefined;
}

function parse(text: string, isOpenMetrics = false): { samples: Seen[]; meta: object[] } {
  const samples: Seen[] = [];
  const meta: object[] = [];
  parseExposition(text, isOpenMetrics, {
    knownEnd: () => -1,
    sample: (whole, from, to, { value, timeMs, exemplar, type }) => {
      samples.push({ labels: parseSeries(whole.slice(from, to), type), value, timeMs, exemplar });
    },
    metadata: (line) => meta.push(line),
  });
  return { samples, meta };
}

const one = (line: string, isOpenMetrics = false): Seen | undefined =>
  parse(isOpenMetrics ? `${line}\n# EOF\n` : line, isOpenMetrics).samples[0];

test('names, labels, values and times of the text format', () => {
  const text = `# HELP a Some\\nhelp \\\\ text
# TYPE a counter
# any remark

a 1
a{x="1", y="b\\"c\\\\d\\ne}"} 2.5e3
  a {z="",} -Inf 1700000000123
a{"with.dot"="v"} NaN
{"metric.name", x="1"} +1
b{} .5`;
  const { samples, meta } = parse(text);
  expect(meta).toEqual([
    { what: 'help', metric: 'a', text: 'Some\nhelp \\ text' },
    { what: 'type', metric: 'a', type: 'counter' },
  ]);
  expect(samples.map(({ labels, value, timeMs }) => [labels, value, timeMs])).toEqual([
    [{ __name__: 'a' }, 1, undefined],
    [{ __name__: 'a', x: '1', y: 'b"c\\d\ne}' }, 2500, undefined],
    [{ __name__: 'a' }, -Infinity, 1700000000123],
    [{ __name__: 'a', 'with.dot': 'v' }, Number.NaN, undefined],
    [{ __name__: 'metric.name', x: '1' }, 1, undefined],
    [{ __name__: 'b' }, 0.5, undefined],
  ]);
});

test('OpenMetrics: exemplars, times in seconds, units', () => {
  const { samples, meta } = parse(
    `# TYPE a_seconds histogram
# UNIT a_seconds seconds
a_seconds_bucket{le="1"} 5 1700000000.5 # {trace_id="x # y"} 0.7 1700000000.1
a_seconds_bucket{le="+Inf"} 5
a_seconds_created 1700000000
# EOF
`,
    true,
  );
  expect(meta).toHaveLength(2);
  expect(samples[0]).toEqual({
    labels: { __name__: 'a_seconds_bucket', le: '1.0' },
    value: 5,
    timeMs: 1700000000500,
    exemplar: '{trace_id="x # y"} 0.7 1700000000.1',
  });
  expect(samples[1]?.labels['le']).toBe('+Inf');
  expect(samples[2]?.labels['__name__']).toBe('a_seconds_created');
});

test('bounds have one form only where they are bounds', () => {
  const le = (type: string): string | undefined =>
    parse(`# TYPE a ${type}\na{le="1",quantile="1"} 1`).samples[0]?.labels['le'];
  expect(le('histogram')).toBe('1.0');
  expect(le('gauge')).toBe('1');
  const summary = parse('# TYPE a summary\na{quantile="1"} 1').samples[0];
  expect(summary?.labels['quantile']).toBe('1.0');
});

test('labels of exemplars', () => {
  expect(parseLabels('{trace_id="a",span_id="b"}')).toEqual({ trace_id: 'a', span_id: 'b' });
});

describe('what makes a scrape fail', () => {
  test.each([
    ['no value', 'a'],
    ['a value that is no number', 'a x'],
    ['a hexadecimal value', 'a 0x10'],
    ['an underscore in a value', 'a 1_000'],
    ['no name', '{x="1"} 1'],
    ['no closing brace', 'a{x="1" 1'],
    ['no quotes', 'a{x=1} 1'],
    ['a quote without end', 'a{x="1} 1'],
    ['a label twice', 'a{x="1",x="2"} 1'],
    ['a bad label name', 'a{1x="1"} 1'],
    ['two commas', 'a{x="1",,y="2"} 1'],
    ['a bad metric name', '1a 1'],
    ['text behind the time', 'a 1 2 3'],
    ['a time that is no number', 'a 1 soon'],
    ['an exemplar in the text format', 'a 1 # {trace_id="x"} 1'],
    ['an unknown type', '# TYPE a wonder\na 1'],
    ['HTML', '<html><body>Not Found</body></html>'],
  ])('%s', (_name, text) => {
    expect(() => parse(text)).toThrow(ExpositionError);
    expect(() => parse(text)).toThrow(/^line \d+: /);
  });

  test.each([
    ['no end', 'a 1\n'],
    ['text behind the end', 'a 1\n# EOF\na 2\n'],
    ['an empty line', 'a 1\n\n# EOF\n'],
    ['a remark', '# hello\n# EOF\n'],
    ['a unit that the name lacks', '# UNIT a seconds\n# EOF\n'],
  ])('in OpenMetrics %s', (_name, text) => {
    expect(() => parse(text, true)).toThrow(ExpositionError);
  });
});

test('a line that ends in a known series is not taken for it', () => {
  expect(one('abc{x="1"}5')?.value).toBe(5);
  expect(() => one('abc5x')).toThrow(ExpositionError);
});
