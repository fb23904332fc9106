import { seriesName } from '../data/prom-series.ts';
import type { PromResult } from '../data/prometheus.ts';
import { bytes, short } from '../format/number.ts';
import { duration } from '../format/time.ts';

const inSeconds = (value: number): string => duration(value * 1000);
const PER_TIME = /\b(?:rate|irate|increase|count|count_over_time|changes|resets)\b/;

/** The unit of an expression where its names tell it beyond doubt; else a plain number. */
export function unitOf(expression: string): (value: number) => string {
  if (/histogram_quantile/.test(expression) && /_seconds_bucket\b/.test(expression))
    return inSeconds;
  if (/_seconds_sum\b.*\/.*_seconds_count\b/.test(expression)) return inSeconds;
  if (PER_TIME.test(expression) || /[*/]/.test(expression)) return short;
  if (/_seconds\b/.test(expression)) return inSeconds;
  return /_bytes\b/.test(expression) ? bytes : short;
}

/** The metric whose exemplars belong to an expression: the first name of a bucket in it. */
export function exemplarQuery(expression: string): string | null {
  return /\b[a-zA-Z_:][\w:]*_bucket\b(?:\{[^}]*\})?/.exec(expression)?.[0] ?? null;
}

interface ResultRow {
  readonly name: string;
  readonly value: string;
}

/** Any kind of answer as rows. A range vector shows the samples as Prometheus does. */
export function resultRows(answer: PromResult): readonly ResultRow[] {
  if (answer.resultType === 'vector') {
    return answer.result.map(({ metric, value }) => ({
      name: seriesName(metric),
      value: value[1],
    }));
  }
  if (answer.resultType === 'matrix') {
    return answer.result.map(({ metric, values }) => ({
      name: seriesName(metric),
      value: values.map(([seconds, text]) => `${text} @${seconds}`).join('\n'),
    }));
  }
  return [{ name: answer.resultType, value: answer.result[1] }];
}

/** Figures of a line, gaps left out. */
interface Stats {
  readonly last: number | null;
  readonly min: number | null;
  readonly mean: number | null;
  readonly max: number | null;
}

export function statsOf(values: readonly (number | null)[]): Stats {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return { last: null, min: null, mean: null, max: null };
  return {
    last,
    min: known.reduce((a, b) => Math.min(a, b)),
    mean: known.reduce((a, b) => a + b) / known.length,
    max: known.reduce((a, b) => Math.max(a, b)),
  };
}
