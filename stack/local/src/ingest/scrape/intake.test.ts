import { describe, expect, test } from 'vitest';
import { TestStore } from '../testing/store.ts';
import { TargetIntake } from './intake.ts';
import { defaultJob, type ScrapeJob } from './job.ts';
import { anchored, type RelabelRule } from './relabel.ts';

const LABELS = { job: 'j', instance: 'h:1' };

function intake(job: Partial<ScrapeJob> = {}) {
  const store = new TestStore();
  return { store, target: new TargetIntake(store.metrics, { ...defaultJob('j'), ...job }, LABELS) };
}
const rule = (part: Partial<RelabelRule>): RelabelRule => ({
  action: 'replace',
  sourceLabels: ['__name__'],
  separator: ';',
  regex: anchored('(.*)'),
  targetLabel: '',
  replacement: '$1',
  modulus: 0n,
  ...part,
});

test('a steady target builds labels only once', () => {
  const { store, target } = intake();
  const text = (n: number) => `# TYPE a counter\na{x="1"} ${n}\na{x="2"} ${n}\nb ${n}\n`;
  expect(target.take(text(1), false, 1000)).toEqual({
    scraped: 3,
    kept: 3,
    added: 3,
    repeated: 0,
    withoutRoom: 0,
  });
  const { refCalls } = store;
  expect(target.take(text(2), false, 2000)).toEqual({
    scraped: 3,
    kept: 3,
    added: 0,
    repeated: 0,
    withoutRoom: 0,
  });
  expect(store.refCalls).toBe(refCalls);
  expect(store.latest()).toEqual({
    'a{instance="h:1",job="j",x="1"}': 2,
    'a{instance="h:1",job="j",x="2"}': 2,
    'b{instance="h:1",job="j"}': 2,
  });
  expect(store.metricMetadata.get('a')).toEqual({ type: 'counter', help: '', unit: '' });
});

test('series that look alike at their start are told apart', () => {
  const { store, target } = intake();
  for (const time of [1, 2, 3]) {
    target.take(`a 1\nab 2\na{x="1"} 3\na {x="2"} 4\n`, false, time);
    target.take(`ab 2\na {x="2"} 4\na{x="1"} 3\na 1\n`, false, time + 10);
  }
  expect(Object.values(store.latest())).toEqual([1, 2, 3, 4]);
});

test('a series that is gone ends, and may come back', () => {
  const { store, target } = intake();
  target.take('a 1\nb 1\n', false, 1000);
  target.take('a 2\n', false, 2000);
  expect(store.latest()).toMatchObject({ 'b{instance="h:1",job="j"}': 'stale' });
  expect(target.take('b 3\na 3\n', false, 3000).added).toBe(1);
  expect(store.latest()).toMatchObject({ 'b{instance="h:1",job="j"}': 3 });
  target.endAll(4000);
  expect(Object.values(store.latest())).toEqual(['stale', 'stale']);
});

test('series with times of their own are not ended', () => {
  const { store, target } = intake();
  target.take('a 1 500\n', false, 1000);
  target.take('', false, 2000);
  expect(store.keptSeries[0]?.samples).toEqual([{ timeMs: 500, value: 1, stale: false }]);
  const other = intake({ honorTimestamps: false });
  other.target.take('a 1 500\n', false, 1000);
  expect(other.store.keptSeries[0]?.samples[0]?.timeMs).toBe(1000);
});

test('a malformed exposition keeps nothing and forgets nothing', () => {
  const { store, target } = intake();
  target.take('a 1\n', false, 1000);
  expect(() => target.take('a 2\nnew 1\nbroken{\n', false, 2000)).toThrow(/^line 3: /);
  expect(target.take('a 3\n', false, 3000)).toMatchObject({ added: 0 });
  expect(store.keptSeries[0]?.samples.map(({ value }) => value)).toEqual([1, 3]);
});

test('a sample that comes twice is kept once', () => {
  const { store, target } = intake();
  expect(target.take('a 1\na 2\nb 3\n', false, 1000)).toMatchObject({ kept: 2, repeated: 1 });
  expect(target.take('a 4\na 5\nb 6\n', false, 2000)).toMatchObject({ kept: 2, added: 0 });
  expect(Object.values(store.latest())).toEqual([4, 6]);
});

test('a series that the store let go is asked for again', () => {
  const { store, target } = intake();
  target.take('a 1\n', false, 1000);
  store.evicted.add(0);
  expect(target.take('a 2\n', false, 2000).withoutRoom).toBe(0);
  expect(store.keptSeries[1]?.samples).toMatchObject([{ value: 2 }]);
  store.seriesMax = 2;
  expect(target.take('a 3\nb 1\n', false, 3000).withoutRoom).toBe(1);
});

test('labels of the target win, and those of the sample are kept beside them', () => {
  const own = 'a{job="mine",exported_job="x"} 1\n';
  const { store, target } = intake();
  target.take(own, false, 1000);
  expect(store.keptSeries[0]?.labels).toEqual({
    __name__: 'a',
    job: 'j',
    instance: 'h:1',
    exported_job: 'x',
    exported_exported_job: 'mine',
  });
  const honoured = intake({ honorLabels: true });
  honoured.target.take(own, false, 1000);
  expect(honoured.store.keptSeries[0]?.labels).toMatchObject({ job: 'mine', instance: 'h:1' });
});

test('metric relabelling drops and renames', () => {
  const metricRelabelRules = [
    rule({ action: 'drop', regex: anchored('go_.*') }),
    rule({ regex: anchored('old_(.*)'), replacement: 'new_$1', targetLabel: '__name__' }),
  ];
  const { store, target } = intake({ metricRelabelRules });
  expect(target.take('go_a 1\nold_b 2\n', false, 1)).toMatchObject({ scraped: 2, kept: 1 });
  expect(target.take('go_a 1\nold_b 2\n', false, 2)).toMatchObject({ kept: 1, added: 0 });
  expect(store.latest()).toEqual({ 'new_b{instance="h:1",job="j"}': 2 });
});

test('exemplars are kept once each', () => {
  const { store, target } = intake();
  const text = (id: string) => `# TYPE a counter\na_total 1 # {trace_id="${id}"} 1 1.5\n# EOF\n`;
  target.take(text('x'), true, 1000);
  target.take(text('x'), true, 2000);
  target.take(text('y'), true, 3000);
  expect(store.keptSeries[0]?.exemplars).toEqual([
    { labels: { trace_id: 'x' }, value: 1, timeMs: 1500 },
    { labels: { trace_id: 'y' }, value: 1, timeMs: 1500 },
  ]);
});

describe('limits fail the scrape', () => {
  test.each([
    [{ sampleLimit: 1 }, /sample limit exceeded: more than 1 samples/],
    [{ labelLimit: 3 }, /label_limit/],
    [{ labelNameLengthLimit: 8 }, /label_name_length_limit exceeded: "long_name"/],
    [{ labelValueLengthLimit: 5 }, /label_value_length_limit exceeded: "long_name"/],
  ])('%j', (limits, message) => {
    const { store, target } = intake(limits);
    expect(() => target.take('a{x="1"} 1\nb{long_name="longer"} 2\n', false, 1)).toThrow(message);
    expect(store.latest()).toEqual({});
  });
});
