import { SET_OPERATORS, type Binary } from '../parse/ast.ts';
import { typeOf } from '../parse/check.ts';
import { operationOf } from './arithmetic.ts';
import { namelessIn, type Evaluate } from './context.ts';
import { filled, merged, newRow, type Grid, type Row } from './row.ts';
import { combineSets } from './set-operators.ts';
import { matchVectors } from './vector-match.ts';

/** An operator between two scalars. */
export function binaryScalar(evaluate: Evaluate, node: Binary, grid: Grid): Float64Array {
  const left = evaluate.scalar(node.left, grid);
  const right = evaluate.scalar(node.right, grid);
  const { compute } = operationOf(node.operator);
  return left.map((value, step) => compute(value, right[step] as number));
}

/** An operator between a vector and a scalar, in either order. */
function withScalar(evaluate: Evaluate, node: Binary, grid: Grid, scalarFirst: boolean): Row[] {
  const rows = evaluate.vector(scalarFirst ? node.right : node.left, grid);
  const scalar = evaluate.scalar(scalarFirst ? node.left : node.right, grid);
  const { compare, compute } = operationOf(node.operator);
  const isFilter = compare !== undefined && !node.bool;
  const losesName = !isFilter;
  const { context } = evaluate;
  const results = rows.map((row) => {
    const labels = losesName ? namelessIn(context, row.labels) : row.labels;
    context.budget.load(grid.steps);
    const result = newRow(labels, grid.steps, losesName || row.dropName);
    for (let step = 0; step < grid.steps; step += 1) {
      if (row.present[step] !== 1) continue;
      const value = row.values[step] as number;
      const other = scalar[step] as number;
      const a = scalarFirst ? other : value;
      const b = scalarFirst ? value : other;
      if (isFilter && !compare(a, b)) continue;
      result.values[step] = isFilter ? value : compute(a, b);
      result.present[step] = 1;
    }
    return result;
  });
  return merged(filled(results));
}

/** An operator with an instant vector on at least one side. */
export function binaryVector(evaluate: Evaluate, node: Binary, grid: Grid): Row[] {
  if (typeOf(node.left) === 'scalar') return withScalar(evaluate, node, grid, true);
  if (typeOf(node.right) === 'scalar') return withScalar(evaluate, node, grid, false);
  if (SET_OPERATORS.has(node.operator)) return combineSets(evaluate, node, grid);
  return matchVectors(evaluate, node, grid);
}
