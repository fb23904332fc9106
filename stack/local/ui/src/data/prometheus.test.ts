import { describe, expect, test } from 'vitest';
import { nearestIndex, nearestMark, thinned, type Mark } from '../charts/series.ts';
import { completions, stubAt } from '../explore/completion.ts';
import { exemplarQuery, resultRows, statsOf, unitOf } from '../explore/results.ts';
import { matcherText, serviceQueries, statusStyle } from '../service/queries.ts';
import { chartData, marksOf, seriesName } from './prom-series.ts';
import {
  alignedRange,
  promNumber,
  stepSeconds,
  windowSeconds,
  type PromMatrix,
} from './prometheus.ts';

describe('answers of Prometheus', () => {
  const matrix: PromMatrix = {
    resultType: 'matrix',
    result: [
      {
        metric: { __name__: 'up', job: 'x' },
        values: [
          [100, '1'],
          [110, 'NaN'],
          [120, '3'],
        ],
      },
    ],
  };

  test('become lines over one row of times; what is no number is a gap', () => {
    const { timesMs, lines } = chartData(matrix, 100, 130, 10);
    expect(timesMs).toEqual([100_000, 110_000, 120_000, 130_000]);
    expect(lines[0]).toMatchObject({ label: 'up{job="x"}', values: [1, null, 3, null] });
  });

  test('series that share a name are added up', () => {
    const one = matrix.result[0];
    if (one === undefined) throw new Error('no series');
    const twice = { ...matrix, result: [one, { ...one, values: one.values.slice(0, 1) }] };
    const { lines } = chartData(twice, 100, 120, 10, () => ({ label: 'all' }));
    expect(lines.map(({ values }) => values)).toEqual([[2, null, 3]]);
  });

  test('names of series are as Prometheus writes them', () => {
    expect(seriesName({ __name__: 'up' })).toBe('up');
    expect(seriesName({})).toBe('{}');
    expect(promNumber('+Inf')).toBe(Infinity);
  });

  test('exemplars without a trace lead nowhere and are left out', () => {
    const exemplars = [{ labels: { trace_id: 'abc' }, value: '0.25', timestamp: 7 }];
    const marks = marksOf(
      [{ seriesLabels: {}, exemplars: [...exemplars, { labels: {}, value: '1', timestamp: 8 }] }],
      1000,
    );
    expect(marks).toEqual([{ traceId: 'abc', spanId: '', timeMs: 7000, value: 250, note: '' }]);
  });

  test('any answer can be a table', () => {
    expect(resultRows({ resultType: 'scalar', result: [1, '2'] })).toEqual([
      { name: 'scalar', value: '2' },
    ]);
    expect(resultRows(matrix)[0]?.value).toBe('1 @100\nNaN @110\n3 @120');
    expect(statsOf([null, 1, 3])).toEqual({ last: 3, min: 1, mean: 2, max: 3 });
    expect(statsOf([null]).last).toBeNull();
  });
});

describe('queries', () => {
  test('steps are round, and points keep their places while the range moves', () => {
    expect(stepSeconds(0, 900_000)).toBe(5);
    expect(alignedRange(1_001_000, 1_999_000, 10)).toEqual([1010, 1990]);
    expect(windowSeconds(5)).toBe(30);
    expect(windowSeconds(60)).toBe(120);
  });

  test('names of services cannot break out of their quotes', () => {
    expect(matcherText('a"} or vector(1) #\\')).toBe('a\\"} or vector(1) #\\\\');
    expect(serviceQueries('shop').rate).toContain('service_name="shop"');
  });

  test('5xx is red and filled, no status is an answer that never came', () => {
    expect(statusStyle({ http_response_status_code: '503' }).style).toMatchObject({
      colour: '--failing',
      fill: true,
    });
    expect(statusStyle({}).label).toBe('no answer');
  });

  test('exemplars are asked of the buckets in an expression', () => {
    expect(exemplarQuery('rate(x_bucket{a="b"}[1m])')).toBe('x_bucket{a="b"}');
    expect(exemplarQuery('up')).toBeNull();
  });
});

test.each([
  ['histogram_quantile(0.9, sum by (le) (rate(x_seconds_bucket[1m])))', '500\u202fms'],
  ['rate(x_seconds_sum[1m]) / rate(x_seconds_count[1m])', '500\u202fms'],
  ['nodejs_eventloop_delay_seconds', '500\u202fms'],
  ['rate(cpu_seconds_total[1m])', '0.5'],
  ['process_resident_memory_bytes', '0.5\u202fB'],
  ['up', '0.5'],
])('the unit of %s', (expression, text) => {
  expect(unitOf(expression)(0.5)).toBe(text);
});

describe('completion', () => {
  test('offers names where a metric can stand', () => {
    expect(stubAt('sum(rate(htt', 12)).toEqual({ from: 9, text: 'htt' });
    expect(stubAt('up{serv', 7)).toBeUndefined();
    expect(stubAt('up{a="x"} + re', 14)).toEqual({ from: 12, text: 're' });
  });

  test('beginnings first, and nothing when it is complete', () => {
    expect(completions(['b_up', 'up_a', 'up'], 'up')).toEqual(['up_a', 'up', 'b_up']);
    expect(completions(['up'], 'up')).toEqual([]);
  });
});

test('what is nearest to the pointer', () => {
  expect(nearestIndex([0, 10, 20], 14)).toBe(1);
  expect(nearestIndex([0, 10, 20], 99)).toBe(2);
  const mark = { traceId: 'x' } as Mark;
  expect(nearestMark([{ x: 5, y: 5, mark }], 8, 8)).toBe(mark);
  expect(nearestMark([{ x: 5, y: 5, mark }], 80, 8)).toBeUndefined();
});

test('of marks that would cover each other the highest stays', () => {
  const marks = [1, 1.01, 9].map((value) => ({ timeMs: 50, value }) as Mark);
  expect(thinned(marks, 0, 1000).map(({ value }) => value)).toEqual([1.01, 9]);
  expect(thinned(marks, 100, 1000)).toEqual([]);
});
