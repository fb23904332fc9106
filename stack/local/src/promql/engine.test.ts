import { describe, expect, test } from 'vitest';
import { PromqlEngine } from './engine.ts';
import { PromqlError } from './errors.ts';
import { SampleTable } from './promqltest/source.ts';

const MINUTE_MS = 60_000;

function table(series: number, samples: number): SampleTable {
  const made = new SampleTable();
  for (let index = 0; index < series; index += 1) {
    const all = Array.from({ length: samples }, (_, at) => ({ timeMs: at * MINUTE_MS, value: at }));
    made.add({ __name__: 'm', n: String(index) }, all);
  }
  return made;
}

function failure(ask: () => unknown): PromqlError {
  try {
    ask();
  } catch (error) {
    if (error instanceof PromqlError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('limits', () => {
  test('points per series', () => {
    const engine = new PromqlEngine(table(1, 1));
    expect(engine.range('1', 0, 11_000, 1).type).toBe('matrix');
    const { kind, message } = failure(() => engine.range('1', 0, 11_001, 1));
    expect(kind).toBe('bad_data');
    expect(message).toContain('exceeded maximum resolution of 11,000 points');
    expect(failure(() => engine.range('1', 0, 1, 0)).message).toContain('zero or negative');
    expect(failure(() => engine.range('1', 0, 1, NaN)).message).toContain('zero or negative');
    expect(failure(() => engine.range('1', 1, 0, 1)).message).toContain('before start');
    expect(failure(() => engine.range('m[1m]', 0, 1, 1)).message).toContain('range vector');
  });

  test('samples per query', () => {
    const engine = new PromqlEngine(table(10, 100), { samplesMax: 500 });
    const { kind, message } = failure(() => engine.instant('sum_over_time(m[2h])', 6_000_000));
    expect(kind).toBe('execution');
    expect(message).toContain('too many samples');
    expect(engine.instant('sum(m)', MINUTE_MS).type).toBe('vector');
    // The points of a subquery count before they are made.
    const wide = failure(() => engine.instant('sum_over_time(vector(1)[10y:1s])', 6_000_000));
    expect(wide.message).toContain('too many samples');
  });

  test('time per query', () => {
    const engine = new PromqlEngine(table(50, 2000));
    const slow = 'quantile_over_time(0.5, (m + on(n) m)[30h:1m])';
    const before = performance.now();
    const late = failure(() => engine.range(slow, 0, 1e8, 1e5, { timeoutMs: 50 }));
    expect(late.kind).toBe('timeout');
    expect(performance.now() - before).toBeLessThan(5000);
    const gone = failure(() => engine.instant(slow, 1e8, { signal: AbortSignal.abort() }));
    expect(gone.kind).toBe('canceled');
  });
});

describe('results', () => {
  const engine = new PromqlEngine(table(3, 10));

  test('a vector is ordered by labels in a range query, and as sorted in an instant one', () => {
    const sorted = engine.instant(
      'sort_desc(m * on(n) label_replace(m, "n", "$1", "n", "(.)"))',
      0,
    );
    expect(sorted.type === 'vector' && sorted.value.length).toBe(3);
    const range = engine.range('-m', 0, MINUTE_MS, MINUTE_MS);
    expect(range.type === 'matrix' && range.value.map(({ labels }) => labels['n'])).toEqual([
      '0',
      '1',
      '2',
    ]);
  });

  test('scalars and strings', () => {
    expect(engine.instant('1 + 1', 5000)).toMatchObject({
      type: 'scalar',
      value: { timeMs: 5000, value: 2 },
    });
    expect(engine.instant('("a")', 5000)).toMatchObject({ type: 'string', value: { value: 'a' } });
  });

  test('notes say where in the query they belong', () => {
    const { infos, warnings } = engine.instant('rate(m[5m])', 5 * MINUTE_MS);
    expect(infos).toEqual([
      'PromQL info: metric might not be a counter, name does not end in ' +
        '_total/_sum/_count/_bucket: "m" (1:6)',
    ]);
    expect(warnings).toEqual([]);
  });

  test('the lookback is an option', () => {
    const short = new PromqlEngine(table(1, 1), { lookbackMs: 1000 });
    const at = (timeMs: number): number => {
      const result = short.instant('m', timeMs);
      return result.type === 'vector' ? result.value.length : -1;
    };
    expect([at(0), at(999), at(1000)]).toEqual([1, 1, 0]);
  });

  test('labels of any name survive', () => {
    const odd = new SampleTable();
    odd.add(
      Object.fromEntries([
        ['__name__', 'm'],
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
      [{ timeMs: 0, value: 1 }],
    );
    const result = new PromqlEngine(odd).instant('sum by ("__proto__", constructor) (m)', 0);
    const labels = result.type === 'vector' ? result.value[0]?.labels : undefined;
    expect(Object.entries(labels ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});
