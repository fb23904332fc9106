import { absentRow } from '../functions/absent.ts';
import { OVER_TIME } from '../functions/over-time.ts';
import { RATES } from '../functions/rate.ts';
import { TRENDS } from '../functions/trend.ts';
import type { RangeFunction, Window } from '../functions/window.ts';
import { METRIC_NAME } from '../../model/index.ts';
import type { Span } from '../position.ts';
import {
  unwrapped,
  type Call,
  type Expr,
  type MatrixSelector,
  type Subquery,
} from '../parse/ast.ts';
import { quote } from '../value/quote.ts';
import { labelOf } from '../value/labels.ts';
import { namelessIn, type Context, type Evaluate } from './context.ts';
import { isEmpty, newRow, refuseSameLabels, timeAt, type Grid, type Row } from './row.ts';
import { evaluateSubquery, selectRange, type RangeInput, type RangeSeries } from './select.ts';

export const RANGE_FUNCTIONS: ReadonlyMap<string, RangeFunction> = new Map(
  Object.entries({ ...OVER_TIME, ...RATES, ...TRENDS }),
);

/** Functions whose result still is the metric. */
const KEEP_NAME = new Set(['last_over_time', 'first_over_time']);
const COUNTER_NAME = /_(?:total|sum|count|bucket)$/;

/** A window that moves; the function only sees it during the call. */
type MovingWindow = { -readonly [Key in keyof Window]: Window[Key] };

export function rangeInput(
  evaluate: Evaluate,
  arg: MatrixSelector | Subquery,
  grid: Grid,
): RangeInput {
  return arg.kind === 'matrix'
    ? selectRange(evaluate.context, arg, grid)
    : evaluateSubquery(evaluate, arg, grid);
}

/** Calls back with every window that has samples. Windows are open at their left end. */
function eachWindow(
  { timesMs, values }: RangeSeries,
  { looks, rangeMs }: RangeInput,
  grid: Grid,
  visit: (window: MovingWindow, step: number) => void,
): number {
  const window: MovingWindow = {
    timesMs,
    values,
    from: 0,
    to: 0,
    startMs: 0,
    endMs: 0,
    evaluationMs: 0,
    args: [],
  };
  let looked = 0;
  for (let step = 0; step < grid.steps; step += 1) {
    const endMs = looks.at(step);
    const startMs = endMs - rangeMs;
    while (window.to < timesMs.length && (timesMs[window.to] as number) <= endMs) window.to += 1;
    while (window.from < window.to && (timesMs[window.from] as number) <= startMs) window.from += 1;
    if (window.from === window.to) continue;
    looked += window.to - window.from;
    window.startMs = startMs;
    window.endMs = endMs;
    window.evaluationMs = timeAt(grid, step);
    visit(window, step);
  }
  return looked;
}

interface RangeArguments {
  readonly range: MatrixSelector | Subquery;
  readonly others: readonly Expr[];
}

function split(call: Call): RangeArguments {
  const others: Expr[] = [];
  let range: MatrixSelector | Subquery | undefined;
  for (const arg of call.args.map(unwrapped)) {
    if (arg.kind === 'matrix' || arg.kind === 'subquery') range = arg;
    else others.push(arg);
  }
  if (range === undefined) throw new Error(`${call.name} without a range vector`);
  return { range, others };
}

/** Where notes about the samples point to; like Prometheus', to nothing inside a subquery. */
function placeOf(range: MatrixSelector | Subquery): Span {
  return range.kind === 'matrix' ? range : { start: 0, end: 0 };
}

/** Says so when something is treated as a counter that is not called like one. */
function checkCounterName(
  { notes }: Context,
  call: Call,
  range: MatrixSelector | Subquery,
  { labels }: RangeSeries,
): void {
  if (call.name !== 'rate' && call.name !== 'increase') return;
  const metric = labelOf(labels, METRIC_NAME);
  if (metric === '' || COUNTER_NAME.test(metric)) return;
  const expected = 'name does not end in _total/_sum/_count/_bucket';
  notes.inform(`metric might not be a counter, ${expected}: ${quote(metric)}`, placeOf(range));
}

/** Calls a function over ranges: one series at a time, over all points of the grid. */
export function callOverRange(
  evaluate: Evaluate,
  call: Call,
  compute: RangeFunction,
  grid: Grid,
): Row[] {
  const { context } = evaluate;
  const { range, others } = split(call);
  const input = rangeInput(evaluate, range, grid);
  const scalars = others.map((other) => evaluate.scalar(other, grid));
  const isQuantile = call.name === 'quantile_over_time';
  const keepsName = KEEP_NAME.has(call.name);
  const rows: Row[] = [];
  for (const series of input.series) {
    const dropName = !keepsName || series.dropName;
    const labels = dropName ? namelessIn(context, series.labels) : series.labels;
    context.budget.load(grid.steps);
    const row = newRow(labels, grid.steps, dropName);
    const looked = eachWindow(series, input, grid, (window, step) => {
      if (scalars.length > 0) window.args = scalars.map((scalar) => scalar[step] as number);
      if (isQuantile) context.notes.checkQuantile(window.args[0] ?? NaN, call.args[0] ?? call);
      const value = compute(window);
      if (value === undefined) return;
      row.values[step] = value;
      row.present[step] = 1;
    });
    context.budget.work(looked);
    if (isEmpty(row)) continue;
    checkCounterName(context, call, range, series);
    rows.push(row);
  }
  if (call.name === 'absent_over_time') {
    const absent = absentRow(range, rows, grid.steps);
    return isEmpty(absent) ? [] : [absent];
  }
  if (!context.delayedNames) refuseSameLabels(rows);
  return rows;
}

/** The samples themselves, as an instant query for a range vector shows them. */
export function rangeSamples(evaluate: Evaluate, arg: MatrixSelector | Subquery, grid: Grid) {
  const input = rangeInput(evaluate, arg, grid);
  const found: RangeSeries[] = [];
  for (const series of input.series) {
    eachWindow(series, input, grid, ({ from, to }) => {
      const timesMs = series.timesMs.slice(from, to);
      found.push({ ...series, timesMs, values: series.values.slice(from, to) });
    });
  }
  return found;
}
