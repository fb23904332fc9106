import { useMemo } from 'preact/hooks';
import { thinned, type ChartData, type Mark } from '../charts/series.ts';
import { range } from '../app/range.ts';
import { chartData, marksOf, type Named } from './prom-series.ts';
import {
  alignedRange,
  stepSeconds,
  windowSeconds,
  type PromAnswer,
  type PromExemplars,
  type PromLabels,
  type PromMatrix,
} from './prometheus.ts';
import { useGet } from './use-get.ts';
import type { ApiError } from './fetch.ts';

export interface RangeAnswer {
  readonly data: ChartData | undefined;
  readonly error: ApiError | undefined;
}

const WINDOW = '$window';

/** A range query over the range of the page. `$window` stands for a fitting rate window. */
export function useRangeQuery(
  expression: string | null,
  name?: (labels: PromLabels) => Named,
): RangeAnswer {
  const { from, to } = range.value;
  const step = stepSeconds(from, to);
  const [start, end] = alignedRange(from, to, step);
  const query = expression?.replaceAll(WINDOW, `${windowSeconds(step)}s`) ?? '';
  const url =
    `/api/v1/query_range?query=${encodeURIComponent(query)}` +
    `&start=${start}&end=${end}&step=${step}`;
  const { data, error } = useGet<PromAnswer<PromMatrix>>(expression === null ? null : url, query);
  const drawn = useMemo(
    () => (data === undefined ? undefined : chartData(data.data, start, end, step, name)),
    [data],
  );
  return { data: drawn, error };
}

const NO_MARKS: readonly Mark[] = [];

export function useExemplars(expression: string | null, factor = 1): readonly Mark[] {
  const { from, to } = range.value;
  const url =
    `/api/v1/query_exemplars?query=${encodeURIComponent(expression ?? '')}` +
    `&start=${from / 1000}&end=${to / 1000}`;
  const { data } = useGet<PromAnswer<PromExemplars>>(
    expression === null ? null : url,
    `exemplars ${expression ?? ''}`,
  );
  return useMemo(
    () => (data === undefined ? NO_MARKS : thinned(marksOf(data.data, factor), from, to)),
    [data, factor],
  );
}
