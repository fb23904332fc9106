import { absentRow } from '../functions/absent.ts';
import { DATES } from '../functions/dates.ts';
import { ELEMENTWISE } from '../functions/elementwise.ts';
import { labelJoin, labelReplace } from '../functions/labels.ts';
import { sortByLabels, sortByValue } from '../functions/order.ts';
import { unwrapped, type Call, type Expr } from '../parse/ast.ts';
import { namelessIn, type Evaluate } from './context.ts';
import { histogramFraction, histogramQuantile } from './histogram-call.ts';
import { callOverRange, RANGE_FUNCTIONS } from './range-call.ts';
import { filled, isEmpty, merged, newRow, timeAt, type Grid, type Row } from './row.ts';
import { selectVector } from './select.ts';

function textOf(expr: Expr | undefined): string {
  const inner = expr === undefined ? undefined : unwrapped(expr);
  return inner?.kind === 'string' ? inner.value : '';
}

type OfSample = (value: number, step: number) => number | undefined;

/** Makes a new value of every sample. */
function mapped(evaluate: Evaluate, rows: readonly Row[], compute: OfSample): Row[] {
  const { context } = evaluate;
  const results = rows.map(({ labels, values, present }) => {
    context.budget.load(values.length);
    const result = newRow(namelessIn(context, labels), values.length, true);
    for (let step = 0; step < values.length; step += 1) {
      if (present[step] !== 1) continue;
      const value = compute(values[step] as number, step);
      if (value === undefined) continue;
      result.values[step] = value;
      result.present[step] = 1;
    }
    return result;
  });
  return merged(filled(results));
}

function constant(values: Float64Array): Row {
  return { labels: {}, dropName: false, values, present: new Uint8Array(values.length).fill(1) };
}

/** The time of every point of the grid, in seconds. */
export function evaluationTimes(grid: Grid): Float64Array {
  return Float64Array.from({ length: grid.steps }, (_, step) => timeAt(grid, step) / 1000);
}

function timestamps(evaluate: Evaluate, arg: Expr, grid: Grid): Row[] {
  const inner = unwrapped(arg);
  if (inner.kind === 'selector') {
    const rows = selectVector(evaluate.context, inner, grid, true);
    return mapped(evaluate, rows, (seconds) => seconds);
  }
  const times = evaluationTimes(grid);
  return mapped(evaluate, evaluate.vector(inner, grid), (_value, step) => times[step]);
}

function ordered(evaluate: Evaluate, call: Call, arg: Expr, grid: Grid): Row[] {
  const rows = evaluate.vector(arg, grid);
  if (grid.endMs !== grid.startMs) {
    const because = 'since results are always ordered by labels';
    evaluate.context.notes.warn(`sort is ineffective for range queries ${because}`, call);
    return rows;
  }
  const descending = call.name.endsWith('_desc');
  if (call.name === 'sort' || call.name === 'sort_desc') return sortByValue(rows, descending);
  return sortByLabels(rows, call.args.slice(1).map(textOf), descending);
}

function special(evaluate: Evaluate, call: Call, arg: Expr, grid: Grid): Row[] {
  const texts = call.args.slice(1).map(textOf);
  const [into = '', second = '', from = '', pattern = ''] = texts;
  switch (call.name) {
    case 'absent': {
      const row = absentRow(unwrapped(arg), evaluate.vector(arg, grid), grid.steps);
      return isEmpty(row) ? [] : [row];
    }
    case 'vector':
      return [constant(evaluate.scalar(arg, grid))];
    case 'timestamp':
      return timestamps(evaluate, arg, grid);
    case 'label_replace':
      return labelReplace(evaluate.vector(arg, grid), { into, template: second, from, pattern });
    case 'label_join':
      return labelJoin(evaluate.vector(arg, grid), into, second, texts.slice(2));
    case 'sort':
    case 'sort_desc':
    case 'sort_by_label':
    case 'sort_by_label_desc':
      return ordered(evaluate, call, arg, grid);
    case 'histogram_quantile':
      return histogramQuantile(evaluate, call, grid);
    case 'histogram_fraction':
      return histogramFraction(evaluate, call, grid);
    default:
      // The remaining ones look at native histograms alone: there are none among the samples.
      evaluate.vector(arg, grid);
      return [];
  }
}

/** Calls a function that makes an instant vector. */
export function callVector(evaluate: Evaluate, call: Call, grid: Grid): Row[] {
  const { name, args } = call;
  const overRange = RANGE_FUNCTIONS.get(name);
  if (overRange !== undefined) return callOverRange(evaluate, call, overRange, grid);
  const [arg] = args;
  const date = DATES.get(name);
  if (date !== undefined) {
    const rows = arg === undefined ? [constant(evaluationTimes(grid))] : evaluate.vector(arg, grid);
    return mapped(evaluate, rows, date);
  }
  if (arg === undefined) throw new Error(`${name} without an argument`);
  const elementwise = ELEMENTWISE.get(name);
  if (elementwise === undefined) return special(evaluate, call, arg, grid);
  const scalars = args.slice(1).map((other) => evaluate.scalar(other, grid));
  return mapped(evaluate, evaluate.vector(arg, grid), (value, step) =>
    elementwise(
      value,
      scalars.map((scalar) => scalar[step] as number),
    ),
  );
}

/** `scalar(v)`: the value of the only row, NaN where there is another number of them. */
export function onlyValue(rows: readonly Row[], grid: Grid): Float64Array {
  return Float64Array.from({ length: grid.steps }, (_, step) => {
    const here = rows.filter(({ present }) => present[step] === 1);
    return here.length === 1 ? (here[0]?.values[step] ?? NaN) : NaN;
  });
}
