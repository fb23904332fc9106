import type { Labels } from '../../model/index.ts';
import { METRIC_NAME } from '../../model/index.ts';
import { bucketFraction, bucketQuantile, type Buckets } from '../functions/buckets.ts';
import type { Call } from '../parse/ast.ts';
import { parseFloatText } from '../value/float.ts';
import { dropLabels, keyOf, labelOf } from '../value/labels.ts';
import { quote } from '../value/quote.ts';
import { namelessIn, type Context, type Evaluate } from './context.ts';
import { filled, merged, newRow, timeAt, type Grid, type Row } from './row.ts';

const BOUND_LABEL = 'le';

interface Bucket {
  readonly bound: number;
  readonly row: Row;
}

/** The buckets that differ by their bound alone, by rising bound. */
interface Histogram {
  readonly labels: Labels;
  readonly buckets: Bucket[];
}

function histogramsOf(context: Context, rows: readonly Row[], call: Call): Histogram[] {
  const byKey = new Map<string, Histogram>();
  for (const row of rows) {
    const text = labelOf(row.labels, BOUND_LABEL);
    const bound = parseFloatText(text);
    if (bound === undefined) {
      const name = context.delayedNames ? labelOf(row.labels, METRIC_NAME) : '';
      const metric = name === '' ? '' : ` for metric name ${quote(name)}`;
      const problem = `bucket label "le" is missing or has a malformed value of ${quote(text)}`;
      context.notes.warn(`${problem}${metric}`, call.args.at(-1) ?? call);
      continue;
    }
    const labels = dropLabels(row.labels, [BOUND_LABEL]);
    const key = keyOf(labels);
    const histogram = byKey.get(key) ?? { labels, buckets: [] };
    byKey.set(key, histogram);
    histogram.buckets.push({ bound, row });
  }
  const all = [...byKey.values()];
  for (const { buckets } of all) {
    buckets.sort((a, b) => (a.bound === b.bound ? 0 : a.bound - b.bound));
  }
  return all;
}

/** Fills `buckets` with what is there at one point in time. */
function gather({ buckets: all }: Histogram, step: number, into: Buckets): void {
  into.bounds.length = 0;
  into.counts.length = 0;
  for (const { bound, row } of all) {
    if (row.present[step] !== 1) continue;
    into.bounds.push(bound);
    into.counts.push(row.values[step] as number);
  }
}

type OfBuckets = (buckets: Buckets, step: number, metric: string) => number;

function callOnBuckets(evaluate: Evaluate, call: Call, grid: Grid, compute: OfBuckets): Row[] {
  const { context } = evaluate;
  const [vector] = call.args.slice(-1);
  if (vector === undefined) return [];
  const histograms = histogramsOf(context, evaluate.vector(vector, grid), call);
  const scratch: Buckets = { bounds: [], counts: [] };
  const rows = histograms.map((histogram) => {
    const row = newRow(namelessIn(context, histogram.labels), grid.steps, true);
    const metric = context.delayedNames ? labelOf(histogram.labels, METRIC_NAME) : '';
    for (let step = 0; step < grid.steps; step += 1) {
      gather(histogram, step, scratch);
      if (scratch.bounds.length === 0) continue;
      row.values[step] = compute(scratch, step, metric);
      row.present[step] = 1;
    }
    context.budget.load(grid.steps);
    context.budget.work(grid.steps * histogram.buckets.length);
    return row;
  });
  return merged(filled(rows));
}

export function histogramQuantile(evaluate: Evaluate, call: Call, grid: Grid): Row[] {
  const { notes } = evaluate.context;
  const [first = call, vector = call] = call.args;
  const quantiles = evaluate.scalar(first, grid);
  for (const quantile of quantiles) notes.checkQuantile(quantile, first);
  return callOnBuckets(evaluate, call, grid, (buckets, step, metric) => {
    const { value, repair } = bucketQuantile(quantiles[step] as number, buckets);
    if (repair !== undefined) notes.repaired(metric, vector, timeAt(grid, step), repair);
    return value;
  });
}

export function histogramFraction(evaluate: Evaluate, call: Call, grid: Grid): Row[] {
  const [low = call, high = call] = call.args;
  const lower = evaluate.scalar(low, grid);
  const upper = evaluate.scalar(high, grid);
  return callOnBuckets(evaluate, call, grid, (buckets, step) =>
    bucketFraction(lower[step] as number, upper[step] as number, buckets),
  );
}
