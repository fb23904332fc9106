import { LABEL } from '../contract/index.ts';
import type { HistogramFamily } from './family.ts';
import type { HistogramPoint, NumberPoint, OtlpMetric } from './otlp-encode.ts';
import type { PromSnapshot, PromValue } from './snapshot.ts';
import { parseLabels } from './text.ts';

interface Times {
  readonly startMs: number;
  readonly timeMs: number;
}

/** A histogram of the request path for OTLP. */
export function familyMetric(family: HistogramFamily, times: Times): OtlpMetric {
  const { name, help } = family.definition;
  const points = family.cells.map((cell) => ({
    labels: parseLabels(cell.labels),
    sum: cell.sum,
    counts: cell.counts,
    exemplars: cell.exemplars ?? [],
  }));
  return { name, help, ...times, data: { type: 'histogram', bounds: family.bounds, points } };
}

/**
 * A prom-client metric for OTLP. Summaries are sent as gauges of their quantiles, sums and counts.
 */
export async function promMetrics(
  snapshot: Promise<PromSnapshot>,
  times: Times,
): Promise<readonly OtlpMetric[]> {
  const { name, help, type, values } = await snapshot;
  if (values.length === 0) return [];
  if (type === 'histogram') return [promHistogram(name, help, values, times)];
  if (type === 'summary') return promSummary(name, help, values, times);
  return [
    { name, help, ...times, data: { type: type === 'counter' ? type : 'gauge', points: values } },
  ];
}

function promSummary(
  name: string,
  help: string,
  values: readonly PromValue[],
  times: Times,
): OtlpMetric[] {
  const byName = new Map<string, NumberPoint[]>();
  for (const value of values) {
    const own = value.metricName ?? name;
    byName.set(own, [...(byName.get(own) ?? []), value]);
  }
  return [...byName].map(([own, points]) => ({
    name: own,
    help,
    ...times,
    data: { type: 'gauge', points },
  }));
}

function promHistogram(
  name: string,
  help: string,
  values: readonly PromValue[],
  times: Times,
): OtlpMetric {
  const bounds = new Set<number>();
  const points = new Map<string, { labels: PromValue['labels']; sum: number; totals: number[] }>();
  for (const { labels, metricName, value } of values) {
    const { [BOUND]: bound, ...own } = labels;
    const key = JSON.stringify(own);
    const point = points.get(key) ?? { labels: own, sum: 0, totals: [] };
    points.set(key, point);
    if (metricName === `${name}_sum`) point.sum = value;
    else if (bound !== undefined) {
      point.totals.push(value);
      if (bound !== '+Inf') bounds.add(Number(bound));
    }
  }
  return {
    name,
    help,
    ...times,
    data: {
      type: 'histogram',
      bounds: [...bounds].toSorted((left, right) => left - right),
      points: [...points.values()].map(({ labels, sum, totals }): HistogramPoint => ({
        labels,
        sum,
        // Prometheus buckets include all smaller ones; those of OTLP stand for themselves.
        counts: totals.map((total, index) => total - (totals[index - 1] ?? 0)),
        exemplars: [],
      })),
    },
  };
}

const BOUND = LABEL.bucketBound;
