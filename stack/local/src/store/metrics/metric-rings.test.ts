import { describe, expect, test } from 'vitest';
import type { LabelMatcher, Labels } from '../../model/index.ts';
import { MetricRings } from './metric-rings.ts';

const BOUNDS = { series: 100, sampleBytes: 1e6, sampleAgeMs: 3_600_000, exemplars: 10 };
/** One page of heads. */
const HEADS_BYTES = 256 * 32 * 17;
const ALWAYS = { fromMs: 0, toMs: Infinity };
const named = (value: string): LabelMatcher[] => [{ name: '__name__', operator: '=', value }];

function filled(values: readonly number[], labels: Labels = { __name__: 'x' }, stepMs = 1000) {
  const rings = new MetricRings(BOUNDS);
  const ref = rings.ref(labels);
  for (const [index, value] of values.entries()) rings.append(ref, (index + 1) * stepMs, value);
  return rings;
}

describe('samples come back as they went in', () => {
  const many = (of: (index: number) => number) => Array.from({ length: 400 }, (_, at) => of(at));
  test.each([
    ['constant', many(() => 7)],
    ['whole', many((at) => at * 3)],
    ['fractions', many((at) => at / 7)],
    ['very large', many((at) => 2 ** 52 + at * 2 ** 33)],
    ['special', many((at) => [Number.NaN, Infinity, -Infinity, -0, 0, 1e-300][at % 6] as number)],
  ])('%s', (_, values) => {
    const rings = filled(values);
    const [series] = rings.select(named('x'), 0, 1e12);
    expect([...(series?.values ?? [])]).toEqual(values);
    expect(series?.timesMs[399]).toBe(400_000);
    expect(series?.stale).toBeUndefined();
  });

  test('irregular times, and both ends of the range included', () => {
    const rings = new MetricRings(BOUNDS);
    const ref = rings.ref({ __name__: 'x' });
    const times = Array.from({ length: 300 }, (_, at) => at * 1000 + (at % 3) * 17);
    for (const time of times) rings.append(ref, time + 1, time);
    const [series] = rings.select(named('x'), 100_018, 200_035);
    expect([...(series?.values ?? [])]).toEqual(times.slice(100, 201));
  });

  test('a marker of staleness is told from NaN', () => {
    const rings = filled([1, Number.NaN]);
    rings.markStale(rings.ref({ __name__: 'x' }), 9000);
    const [series] = rings.select(named('x'), 0, 1e12);
    expect([...(series?.stale ?? [])]).toEqual([0, 0, 1]);
  });
});

describe('matching', () => {
  const rings = new MetricRings(BOUNDS);
  for (const labels of [
    { __name__: 'a', job: 'x' },
    { __name__: 'a', job: 'yy' },
    { __name__: 'b' },
  ]) {
    rings.append(rings.ref(labels), 1000, 1);
  }
  test.each<[LabelMatcher[], number]>([
    [named('a'), 2],
    [[...named('a'), { name: 'job', operator: '=~', value: 'y.' }], 1],
    [[{ name: 'job', operator: '=', value: '' }], 1],
    [[{ name: 'job', operator: '!=', value: '' }], 2],
    [[{ name: 'job', operator: '!~', value: 'x|y+' }], 1],
    [[{ name: '__name__', operator: '=~', value: '.' }], 3],
  ])('%j', (matchers, count) => {
    expect(rings.select(matchers, 0, 2000)).toHaveLength(count);
    expect(rings.series([matchers], ALWAYS)).toHaveLength(count);
  });
});

describe('bounds', () => {
  test('old and equal times are counted, not kept', () => {
    const rings = filled([1, 2, 3]);
    const ref = rings.ref({ __name__: 'x' });
    expect(rings.append(ref, 3000, 9)).toBe(true);
    expect(rings.append(ref, 2000, 9)).toBe(true);
    expect(rings.kept().rejected).toEqual({ duplicate_time: 1, out_of_order: 1 });
    expect([...(rings.select(named('x'), 0, 1e12)[0]?.values ?? [])]).toEqual([1, 2, 3]);
  });

  test('series above the bound get no handle', () => {
    const rings = new MetricRings({ ...BOUNDS, series: 2 });
    expect(rings.ref({ __name__: 'a' })).toBeGreaterThan(0);
    expect(rings.ref({ __name__: 'b' })).toBeGreaterThan(0);
    expect(rings.ref({ __name__: 'c' })).toBe(-1);
    expect(rings.append(-1, 1, 1)).toBe(false);
    expect(rings.kept().rejected).toEqual({ too_many_series: 1 });
  });

  test('by bytes the oldest chunks go first', () => {
    const rings = new MetricRings({ ...BOUNDS, sampleBytes: 20_000 });
    const ref = rings.ref({ __name__: 'x' });
    const count = 1_200_000;
    for (let at = 1; at <= count; at++) rings.append(ref, at, Math.sqrt(at));
    const { kept, evicted, bytes, bytesMax } = rings.kept();
    expect(bytes).toBeLessThanOrEqual(bytesMax + HEADS_BYTES);
    expect(evicted).toBeGreaterThan(100_000);
    expect(kept + evicted).toBe(count);
    const [series] = rings.select(named('x'), 0, 1e12);
    expect(series?.timesMs.length).toBe(kept);
    expect(series?.timesMs[0]).toBe(evicted + 1);
    expect(series?.values.at(-1)).toBe(Math.sqrt(count));
  });

  test('by age, and series that ended are forgotten: their handles are refused', () => {
    const rings = new MetricRings(BOUNDS);
    const ended = rings.ref({ __name__: 'ended' });
    for (let at = 1; at <= 130; at++) rings.append(ended, at * 1000, at);
    const live = rings.ref({ __name__: 'live' });
    for (let at = 1; at <= 900; at++) rings.append(live, at * 10_000, at);
    expect(rings.select(named('ended'), 0, 1e12)).toEqual([]);
    expect(rings.append(ended, 9_100_000, 1)).toBe(false);
    expect(rings.kept()).toMatchObject({ series: 1 });
  });
});

test('exemplars: the newest, each once', () => {
  const rings = new MetricRings({ ...BOUNDS, exemplars: 3 });
  const ref = rings.ref({ __name__: 'x', job: 'j' });
  for (const timeMs of [1, 2, 2, 3, 4]) {
    rings.addExemplar(ref, { labels: { trace_id: `t${timeMs}` }, value: 1, timeMs });
  }
  const [series] = rings.exemplars(named('x'), ALWAYS);
  expect(series?.exemplars.map(({ timeMs }) => timeMs)).toEqual([2, 3, 4]);
  expect(rings.exemplars(named('y'), ALWAYS)).toEqual([]);
});
