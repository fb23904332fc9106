import { HTTP_METRICS, LABEL } from 'sightline/contract';
import type { Labels } from '../model/index.ts';

/** PromQL, as the reading side needs it. */
export interface Metrics {
  vector(query: string, timeMs: number): readonly { labels: Labels; value: number }[];
  matrix(
    query: string,
    startMs: number,
    endMs: number,
    stepMs: number,
  ): readonly { labels: Labels; timesMs: Float64Array; values: Float64Array }[];
}

/** A label value inside a query. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Histograms of served requests: they have the same labels where it matters here. */
const SERVED = [HTTP_METRICS.serverDuration.name, 'rpc_server_call_duration_seconds'].join('|');

function selector(suffix: 'count' | 'bucket' | 'sum', more = ''): string {
  const name = `__name__=~"(?:${SERVED})_${suffix}"`;
  return `{${[name, more].filter(Boolean).join(',')}}`;
}

export const SERVICE_LABEL = LABEL.service;

export interface ServedQueries {
  readonly rate: string;
  readonly errors: string;
  readonly seconds: string;
  quantile(share: number): string;
}

/**
 * Rate, errors and durations of served requests, by the labels given, over the seconds before the
 * time that is asked for. `only` narrows by further label conditions.
 */
export function servedQueries(by: string, seconds: number, only = ''): ServedQueries {
  const window = `[${Math.max(1, Math.round(seconds))}s]`;
  const buckets = selector('bucket', only);
  const failed = [only, `${LABEL.errorType}!=""`].filter(Boolean).join(',');
  return {
    rate: `sum by (${by}) (rate(${selector('count', only)}${window}))`,
    errors: `sum by (${by}) (rate(${selector('count', failed)}${window}))`,
    seconds: `sum by (${by}) (rate(${selector('sum', only)}${window}))`,
    quantile: (share) =>
      `histogram_quantile(${share}, sum by (${by}, le) (rate(${buckets}${window})))`,
  };
}
