import type { Labels, Series } from '../../model/index.ts';
import type { MatrixSelector, Subquery, TimeShift, VectorSelector } from '../parse/ast.ts';
import { timeOfAt, type Context, type Evaluate } from './context.ts';
import { isEmpty, newRow, timeAt, type Grid, type Row } from './row.ts';

/** The points in time that a selector looks at, one per point of the grid. */
export interface Looks {
  at(step: number): number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export function looksOf(context: Context, { at, offsetMs }: TimeShift, grid: Grid): Looks {
  if (at !== undefined) {
    const fixedMs = timeOfAt(context, at) - offsetMs;
    return { at: () => fixedMs, firstMs: fixedMs, lastMs: fixedMs };
  }
  const shift = (step: number): number => timeAt(grid, step) - offsetMs;
  return { at: shift, firstMs: shift(0), lastMs: shift(grid.steps - 1) };
}

function load(context: Context, selector: VectorSelector, fromMs: number, toMs: number): Series[] {
  const all = context.source.select(selector.matchers, fromMs, toMs);
  for (const { timesMs } of all) context.budget.load(timesMs.length);
  return all;
}

/** Calls back with the sample that every look finds: the newest, unless too old or stale. */
function eachFound(
  { timesMs, stale }: Series,
  looks: Looks,
  steps: number,
  lookbackMs: number,
  found: (step: number, index: number) => void,
): void {
  let next = 0;
  for (let step = 0; step < steps; step += 1) {
    const lookMs = looks.at(step);
    while (next < timesMs.length && (timesMs[next] as number) <= lookMs) next += 1;
    if (next === 0) continue;
    const isNew = (timesMs[next - 1] as number) > lookMs - lookbackMs;
    if (isNew && stale?.[next - 1] !== 1) found(step, next - 1);
  }
}

/** An instant vector selector; with `times`, the time of each sample in seconds as its value. */
export function selectVector(
  context: Context,
  selector: VectorSelector,
  grid: Grid,
  times = false,
): Row[] {
  const { lookbackMs, budget } = context;
  const looks = looksOf(context, selector, grid);
  const rows: Row[] = [];
  for (const series of load(context, selector, looks.firstMs - lookbackMs, looks.lastMs)) {
    budget.load(grid.steps);
    const row = newRow(series.labels, grid.steps);
    eachFound(series, looks, grid.steps, lookbackMs, (step, index) => {
      const value = times ? (series.timesMs[index] as number) / 1000 : series.values[index];
      row.values[step] = value as number;
      row.present[step] = 1;
    });
    if (!isEmpty(row)) rows.push(row);
  }
  return rows;
}

/** Samples of one series for functions over ranges: no stale markers among them. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly dropName: boolean;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** What a range vector argument comes down to. */
export interface RangeInput {
  readonly series: readonly RangeSeries[];
  readonly looks: Looks;
  readonly rangeMs: number;
}

function withoutStale({ labels, timesMs, values, stale }: Series): RangeSeries {
  if (stale === undefined || !stale.includes(1)) {
    return { labels, dropName: false, timesMs, values };
  }
  const keep = (_value: number, index: number): boolean => stale[index] !== 1;
  return { labels, dropName: false, timesMs: timesMs.filter(keep), values: values.filter(keep) };
}

export function selectRange(context: Context, matrix: MatrixSelector, grid: Grid): RangeInput {
  const { selector, rangeMs } = matrix;
  const looks = looksOf(context, selector, grid);
  const all = load(context, selector, looks.firstMs - rangeMs, looks.lastMs);
  return { series: all.map(withoutStale), looks, rangeMs };
}

/** The points of a subquery: multiples of its step, behind the start of its first window. */
function subqueryGrid(looks: Looks, rangeMs: number, stepMs: number): Grid {
  const openMs = looks.firstMs - rangeMs;
  let startMs = stepMs * Math.trunc(openMs / stepMs);
  if (startMs <= openMs) startMs += stepMs;
  const steps = Math.floor((looks.lastMs - startMs) / stepMs) + 1;
  return { startMs, stepMs, steps: Math.max(0, steps), endMs: looks.lastMs };
}

function rowAsSeries({ labels, dropName, values, present }: Row, grid: Grid): RangeSeries {
  const isPresent = (_value: number, step: number): boolean => present[step] === 1;
  const timesMs = Float64Array.from({ length: grid.steps }, (_, step) => timeAt(grid, step));
  return { labels, dropName, timesMs: timesMs.filter(isPresent), values: values.filter(isPresent) };
}

export function evaluateSubquery(evaluate: Evaluate, subquery: Subquery, grid: Grid): RangeInput {
  const { context } = evaluate;
  const { rangeMs } = subquery;
  const looks = looksOf(context, subquery, grid);
  const inner = subqueryGrid(looks, rangeMs, subquery.stepMs ?? context.subqueryStepMs);
  context.budget.load(inner.steps);
  const rows = inner.steps > 0 ? evaluate.vector(subquery.expr, inner) : [];
  return { series: rows.map((row) => rowAsSeries(row, inner)), looks, rangeMs };
}
