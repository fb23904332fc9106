import { Counter, Gauge, Histogram, Registry, type OpenMetricsContentType } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { parseExposition } from './index.ts';

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

describe('what prom-client writes', () => {
  test('Prometheus text', async () => {
    const registry = new Registry();
    const registers = [registry];
    const help = 'Line one\nand a \\ backslash';
    const counter = new Counter({ name: 'jobs_total', help, labelNames: ['queue'], registers });
    counter.inc({ queue: 'a "quoted"\nline \\ slash' }, 2);
    new Gauge({ name: 'level', help: 'l', registers }).set(Number.NaN);
    const bounds = { name: 'latency_seconds', help: 'l', buckets: [0.1, 1], registers };
    const latency = new Histogram(bounds);
    for (const seconds of [0.05, 0.5, 5]) latency.observe(seconds);

    const page = parseExposition(await registry.metrics(), registry.contentType);
    expect(page.openMetrics).toBe(false);
    expect(page.value('jobs_total', { queue: 'a "quoted"\nline \\ slash' })).toBe(2);
    expect(page.families.get('jobs_total')).toMatchObject({ type: 'counter', help });
    expect(page.value('level')).toBeNaN();
    expect(page.value('latency_seconds_bucket', { le: '1' })).toBe(2);
    expect(page.find('latency_seconds_bucket')).toHaveLength(3);
  });

  test('OpenMetrics with exemplars', async () => {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const labels = { trace_id: 'abc', span_id: 'def' };
    const common = { help: 'h', registers: [registry], enableExemplars: true };
    const counter = new Counter({ ...common, name: 'jobs_total' });
    counter.inc({ value: 1, exemplarLabels: labels });
    const latency = new Histogram({ ...common, name: 'latency_seconds', buckets: [0.1, 1] });
    latency.observe({ value: 0.5, exemplarLabels: labels });

    const page = parseExposition(await registry.metrics(), registry.contentType);
    expect(page.openMetrics).toBe(true);
    expect(page.families.get('jobs')?.type).toBe('counter');
    expect(page.find('jobs_total')[0]?.exemplar).toMatchObject({ labels, value: 1 });
    const [bucket] = page.find('latency_seconds_bucket', { le: '1' });
    expect(bucket?.exemplar).toMatchObject({ labels, value: 0.5 });
    expect(bucket?.exemplar?.timestamp).toBeGreaterThan(1_600_000_000);
  });
});

test('labels match in part, and undefined asks for absence', () => {
  const page = parseExposition('a{x="1",y="2"} 1\na{x="1"} 2\n', TEXT);
  expect(page.value('a', { x: '1', y: undefined })).toBe(2);
  expect(() => page.value('a', { x: '1' })).toThrow(/2 samples of a/);
  expect(() => page.value('a', { x: '3' })).toThrow(/no samples of a with .*there are: .*"y":"2"/);
  expect(page.find('b')).toEqual([]);
});

test('numbers are read as Prometheus reads them', () => {
  const values = ['1e3', '-.5', '+Inf', '-inf', '5.'].map((text) =>
    parseExposition(`a ${text}\n`, TEXT).value('a'),
  );
  expect(values).toEqual([1000, -0.5, Infinity, -Infinity, 5]);
});

test('the format is told by EOF when no type is given', () => {
  expect(parseExposition('# TYPE a gauge\na 1\n# EOF\n').openMetrics).toBe(true);
  expect(parseExposition('# any comment\n\na 1 1700000000000\n').openMetrics).toBe(false);
  expect(() => parseExposition('a 1\n', 'application/json')).toThrow(/no exposition format/);
});

test.each([
  ['no newline at the end', 'a 1'],
  ['carriage returns', 'a 1\r\n'],
  ['no value', 'a\n'],
  ['a value that is no number', 'a 1x\n'],
  ['a hexadecimal value', 'a 0x10\n'],
  ['a bad metric name', '9a 1\n'],
  ['a bad label name', 'a{b-c="1"} 1\n'],
  ['an unquoted label', 'a{b=1} 1\n'],
  ['an open label value', 'a{b="1} 1\n'],
  ['an unknown escape', 'a{b="\\t"} 1\n'],
  ['a label twice', 'a{b="1",b="2"} 1\n'],
  ['a series twice', 'a{b="1",c="2"} 1\na{c="2",b="1"} 1\n'],
  ['a second TYPE', '# TYPE a gauge\n# TYPE a gauge\na 1\n'],
  ['TYPE after samples', 'a 1\n# TYPE a gauge\n'],
  ['an unknown type', '# TYPE a meter\n'],
  ['a family in two blocks', 'a 1\nb 1\na{x="1"} 1\n'],
  ['a histogram in two blocks', '# TYPE a histogram\nb 1\na_bucket{le="+Inf"} 1\n'],
  ['a negative counter', '# TYPE a counter\na -1\n'],
  ['an exemplar', 'a_bucket{le="1"} 1 # {t="1"} 1\n'],
  ['a decimal timestamp', 'a 1 1.5\n'],
  ['a double blank', 'a  1\n'],
  ['EOF in the middle', 'a 1\n# EOF\nb 1\n'],
])('Prometheus text with %s is refused', (_name, text) => {
  expect(() => parseExposition(text, TEXT)).toThrow();
});

const buckets = (...rows: string[]): string => `# TYPE a histogram\n${rows.join('\n')}\n`;

test.each([
  ['falling buckets', ['a_bucket{le="1"} 2', 'a_bucket{le="+Inf"} 1', 'a_sum 1', 'a_count 1']],
  ['falling bounds', ['a_bucket{le="2"} 1', 'a_bucket{le="1"} 1', 'a_sum 1', 'a_count 1']],
  ['no +Inf', ['a_bucket{le="1"} 1', 'a_sum 1', 'a_count 1']],
  ['a count unlike +Inf', ['a_bucket{le="+Inf"} 1', 'a_sum 1', 'a_count 2']],
  ['no sum', ['a_bucket{le="+Inf"} 1', 'a_count 1']],
  ['no count', ['a_bucket{le="+Inf"} 1', 'a_sum 1']],
  ['a bucket without bound', ['a_bucket 1', 'a_sum 1', 'a_count 1']],
])('a histogram with %s is refused', (_name, rows) => {
  expect(() => parseExposition(buckets(...rows), TEXT)).toThrow();
});

test.each([
  ['no EOF', 'a 1\n'],
  ['text after EOF', '# EOF\na 1\n'],
  ['a blank line', 'a 1\n\n# EOF\n'],
  ['a comment', '# hello\n# EOF\n'],
  ['a counter without _total', '# TYPE a counter\na 1\n# EOF\n'],
  ['a family named _total', '# TYPE a_total counter\na_total 1\n# EOF\n'],
  ['a unit that the name lacks', '# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n'],
  ['an exemplar on a gauge', '# TYPE a gauge\na 1 # {t="1"} 1\n# EOF\n'],
  ['a comma before }', 'a{b="1",} 1\n# EOF\n'],
  ['a long exemplar', `# TYPE a counter\na_total 1 # {t="${'x'.repeat(128)}"} 1\n# EOF\n`],
  [
    'an exemplar outside its bucket',
    '# TYPE a histogram\na_bucket{le="1"} 1 # {t="1"} 2\na_bucket{le="+Inf"} 1\n' +
      'a_sum 1\na_count 1\n# EOF\n',
  ],
])('OpenMetrics with %s is refused', (_name, text) => {
  expect(() => parseExposition(text, OPEN_METRICS)).toThrow();
});
