import type { Labels } from '../../src/model/index.ts';
import { SampleTable, type Sample } from '../../src/promql/promqltest/source.ts';
import type { Random } from './random.ts';

/** When the samples begin; a multiple of no usual step. */
export const FIRST_MS = 1_700_000_007_000;
const LENGTH_MS = 40 * 60_000;
export const LAST_MS = FIRST_MS + LENGTH_MS;

interface Rhythm {
  readonly everyMs: number;
  /** Share of samples that are left out. */
  readonly gaps: number;
  /** Share of samples that are stale markers. */
  readonly stale: number;
}

const STEADY: Rhythm = { everyMs: 15_000, gaps: 0, stale: 0 };
const BROKEN: Rhythm = { everyMs: 20_000, gaps: 0.2, stale: 0.04 };

function timed(random: Random, rhythm: Rhythm, value: () => number): Sample[] {
  const samples: Sample[] = [];
  const { everyMs, gaps, stale } = rhythm;
  for (let atMs = FIRST_MS; atMs < LAST_MS; atMs += everyMs) {
    const timeMs = atMs + random.below(rhythm === STEADY ? 50 : everyMs / 2);
    const next = value();
    if (random.chance(gaps)) continue;
    if (random.chance(stale)) samples.push({ timeMs, value: NaN, stale: true });
    else samples.push({ timeMs, value: next });
  }
  return samples;
}

function counter(random: Random, resets: number, whole = true): () => number {
  let total = random.below(50);
  return () => {
    total = random.chance(resets) ? random.below(3) : total + random.next() * 20;
    return whole ? Math.floor(total) : total;
  };
}

function gauge(random: Random, around: number): () => number {
  let level = around;
  return () => {
    level += (random.next() - 0.5) * 10;
    return level;
  };
}

function odd(random: Random): () => number {
  const values = [NaN, Infinity, -Infinity, 0, -0, 1e-300, 1e300, 1.5, -2, 3];
  return () => random.pick(values);
}

const BOUNDS = ['0.005', '0.05', '0.1', '0.5', '1', '2.5', '10', '+Inf'];

function addHistogram(table: SampleTable, random: Random, labels: Labels, rhythm: Rhythm): void {
  const counts = BOUNDS.map(() => 0);
  const columns: Sample[][] = BOUNDS.map(() => []);
  const sums: Sample[] = [];
  let sum = 0;
  for (const { timeMs } of timed(random, rhythm, () => 0)) {
    for (let observed = random.below(12); observed > 0; observed -= 1) {
      const bucket = random.below(BOUNDS.length);
      sum += random.next() * 3;
      for (let index = bucket; index < BOUNDS.length; index += 1) {
        counts[index] = (counts[index] ?? 0) + 1;
      }
    }
    sums.push({ timeMs, value: sum });
    for (const [index, column] of columns.entries()) {
      column.push({ timeMs, value: counts[index] ?? 0 });
    }
  }
  for (const [index, le] of BOUNDS.entries()) {
    const bucket = { ...labels, __name__: 'latency_seconds_bucket', le };
    table.add(bucket, columns[index] ?? []);
  }
  table.add({ ...labels, __name__: 'latency_seconds_count' }, columns.at(-1) ?? []);
  table.add({ ...labels, __name__: 'latency_seconds_sum' }, sums);
}

function addSpecial(table: SampleTable, random: Random): void {
  const one = (): number => 1;
  for (const [job, version] of [
    ['api', '1.2'],
    ['web', '1.3'],
  ] as const) {
    table.add({ __name__: 'build_info', job, version }, timed(random, STEADY, one));
    table.add({ __name__: 'limits', job }, timed(random, STEADY, gauge(random, 100)));
  }
  table.add({ __name__: 'odd', kind: 'a' }, timed(random, STEADY, odd(random)));
  table.add({ __name__: 'odd', kind: 'b' }, timed(random, BROKEN, odd(random)));
  table.add({ __name__: 'my.metric', 'my.label': 'ä b' }, timed(random, BROKEN, gauge(random, 5)));
  table.add({ __name__: 'single' }, [{ timeMs: FIRST_MS + 600_000, value: 42 }]);
  table.add({ __name__: 'ended', job: 'api' }, [
    { timeMs: FIRST_MS, value: 1 },
    { timeMs: FIRST_MS + 60_000, value: 2 },
    { timeMs: FIRST_MS + 120_000, value: NaN, stale: true },
  ]);
  const levels = [1, 1, 2, 2, 3, 3, 3];
  const level = (): number => random.pick(levels);
  for (const job of ['api', 'web']) {
    table.add({ __name__: 'level', job }, timed(random, BROKEN, level));
  }
  const now = (): number => FIRST_MS / 1000 + random.below(400_000_000);
  table.add({ __name__: 'moment_seconds' }, timed(random, STEADY, now));
  table.add({ __name__: 'bad_bucket', le: 'x' }, timed(random, STEADY, one));
  // Counts that fall where they should rise.
  for (const [le, value] of [
    ['1', 5],
    ['2', 3],
    ['+Inf', 9],
  ] as const) {
    table.add(
      { __name__: 'fallen_bucket', le },
      timed(random, STEADY, () => value),
    );
  }
}

/** Everything that both sides of the comparison are given. */
export function makeSamples(random: Random): SampleTable {
  const table = new SampleTable();
  for (const job of ['api', 'web', 'db']) {
    for (const instance of ['0', '1']) {
      for (const code of ['200', '404', '500']) {
        const labels = { __name__: 'requests_total', job, instance, code };
        const rhythm = instance === '0' ? STEADY : BROKEN;
        table.add(labels, timed(random, rhythm, counter(random, code === '500' ? 0.05 : 0.005)));
      }
      const temperature = { __name__: 'temperature', job, instance };
      table.add(temperature, timed(random, STEADY, gauge(random, Number(instance) * 20 - 5)));
      const memory = { __name__: 'memory_bytes', job, instance };
      table.add(memory, timed(random, BROKEN, gauge(random, 1e6)));
    }
    addHistogram(table, random, { job }, job === 'db' ? BROKEN : STEADY);
  }
  addSpecial(table, random);
  return table;
}
