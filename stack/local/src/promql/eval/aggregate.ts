import type { Labels } from '../../model/index.ts';
import { executionError } from '../errors.ts';
import type { Aggregation, Expr } from '../parse/ast.ts';
import { unwrapped } from '../parse/ast.ts';
import { formatPlain, formatShort } from '../value/float.ts';
import {
  dropLabels,
  keepLabels,
  isLabelName,
  keyOf,
  signature,
  withLabel,
  METADATA,
} from '../value/labels.ts';
import { quote } from '../value/quote.ts';
import type { Evaluate } from './context.ts';
import { BestHeap } from './heap.ts';
import { REDUCERS, type Reducer } from './reducers.ts';
import { filled, newRow, type Grid, type Row } from './row.ts';

interface Group {
  readonly labels: Labels;
  readonly rows: Row[];
}

function groupLabels(labels: Labels, { grouping, without }: Aggregation): Labels {
  return without ? dropLabels(labels, [...grouping, ...METADATA]) : keepLabels(labels, grouping);
}

/** Which part of the labels tells groups apart. */
function groupKey(labels: Labels, node: Aggregation): string {
  return node.without ? keyOf(groupLabels(labels, node)) : signature(labels, node.grouping);
}

function groupsOf(rows: readonly Row[], node: Aggregation): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = groupKey(row.labels, node);
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, { labels: groupLabels(row.labels, node), rows: [row] });
    } else known.rows.push(row);
  }
  return [...groups.values()];
}

function reduced(
  evaluate: Evaluate,
  group: Group,
  reduce: Reducer,
  parameters: Float64Array,
  steps: number,
): Row {
  const { budget } = evaluate.context;
  budget.load(steps);
  const dropName = group.rows.some((row) => row.dropName);
  const result = newRow(group.labels, steps, dropName);
  const scratch = new Float64Array(group.rows.length);
  for (let step = 0; step < steps; step += 1) {
    let count = 0;
    for (const { present, values } of group.rows) {
      if (present[step] !== 1) continue;
      scratch[count] = values[step] as number;
      count += 1;
    }
    budget.work(group.rows.length);
    if (count === 0) continue;
    result.values[step] = reduce(scratch, count, parameters[step] as number);
    result.present[step] = 1;
  }
  return result;
}

function checkCount(parameters: Float64Array): void {
  for (const parameter of parameters) {
    const size = parameter < 0 ? 'underflows' : 'overflows';
    if (Math.abs(parameter) >= 2 ** 63) {
      throw executionError(`Scalar value ${formatShort(parameter)} ${size} int64`);
    }
  }
}

/** `topk` and `bottomk`: rows stay as they are, with fewer samples; best first per group. */
function best(evaluate: Evaluate, node: Aggregation, rows: readonly Row[], grid: Grid): Row[] {
  const parameters = evaluate.scalar(node.parameter as Expr, grid);
  if (parameters.some(Number.isNaN)) throw executionError('Parameter value is NaN');
  if (!parameters.some((parameter) => parameter >= 1)) return [];
  checkCount(parameters);
  const isTop = node.operator === 'topk';
  const worse = (a: number, b: number): boolean => (isTop ? a < b : a > b);
  const better = (a: number, b: number): boolean => (isTop ? a > b : a < b);
  const results = new Map<Row, Row>();
  const groups = groupsOf(rows, node);
  for (let step = 0; step < grid.steps; step += 1) {
    const k = Math.min(Math.trunc(parameters[step] as number), rows.length);
    if (k < 1) continue;
    for (const group of groups) {
      const heap = new BestHeap<Row>(worse);
      for (const row of group.rows) {
        if (row.present[step] === 1) heap.offer(row.values[step] as number, row, k, better);
      }
      evaluate.context.budget.work(group.rows.length);
      for (const row of heap.sorted()) {
        const result = results.get(row) ?? newRow(row.labels, grid.steps, row.dropName);
        results.set(row, result);
        result.values[step] = row.values[step] as number;
        result.present[step] = 1;
      }
    }
  }
  return [...results.values()];
}

/** How many rows of a group have the same value; the value becomes a label. */
function countValues(node: Aggregation, rows: readonly Row[], grid: Grid, label: string): Row[] {
  const grouping = node.without ? node.grouping : [...node.grouping, label];
  const counted = { ...node, grouping };
  const results = new Map<string, Row>();
  for (const row of rows) {
    for (let step = 0; step < grid.steps; step += 1) {
      if (row.present[step] !== 1) continue;
      const text = formatPlain(row.values[step] as number);
      const labels = withLabel(row.labels, label, text);
      const key = groupKey(labels, counted);
      const result = results.get(key) ?? newRow(groupLabels(labels, counted), grid.steps);
      results.set(key, result);
      result.values[step] = (result.values[step] as number) + 1;
      result.present[step] = 1;
    }
  }
  return [...results.values()];
}

export function aggregate(evaluate: Evaluate, node: Aggregation, grid: Grid): Row[] {
  const { operator } = node;
  const parameter = node.parameter === undefined ? undefined : unwrapped(node.parameter);
  const rows = evaluate.vector(node.expr, grid);
  if (operator === 'topk' || operator === 'bottomk') return best(evaluate, node, rows, grid);
  if (operator === 'count_values') {
    const label = parameter?.kind === 'string' ? parameter.value : '';
    if (!isLabelName(label)) {
      const text = parameter?.kind === 'string' ? parameter.text : quote(label);
      throw executionError(`invalid label name ${text}`);
    }
    return countValues(node, rows, grid, label);
  }
  const reduce = REDUCERS.get(operator);
  if (reduce === undefined) throw new Error(`aggregation ${operator} has no reducer`);
  const parameters =
    parameter === undefined ? new Float64Array(grid.steps) : evaluate.scalar(parameter, grid);
  if (operator === 'quantile') {
    evaluate.context.notes.checkQuantiles(parameters, parameter ?? node);
  }
  const groups = groupsOf(rows, node);
  return filled(groups.map((group) => reduced(evaluate, group, reduce, parameters, grid.steps)));
}
