import { unwrapped, type Expr, type Unary } from '../parse/ast.ts';
import { aggregate } from './aggregate.ts';
import { binaryScalar, binaryVector } from './binary.ts';
import { callVector, evaluationTimes, onlyValue } from './call.ts';
import { namelessIn, type Context, type Evaluate } from './context.ts';
import { isInvariant } from './invariant.ts';
import { merged, spread, type Grid, type Row } from './row.ts';
import { selectVector } from './select.ts';

/**
 * Evaluates expressions over a whole grid of points at once: every selector reads its samples in
 * one go, and every function goes through one series after the other.
 */
export class Evaluator implements Evaluate {
  readonly context: Context;

  constructor(context: Context) {
    this.context = context;
  }

  vector(expr: Expr, grid: Grid): Row[] {
    this.context.budget.work(grid.steps);
    if (grid.steps > 1 && isInvariant(expr)) {
      const once = this.#vector(expr, { ...grid, steps: 1, endMs: grid.startMs });
      this.context.budget.load(once.length * grid.steps);
      return once.map((row) => spread(row, grid.steps));
    }
    return this.#vector(expr, grid);
  }

  #vector(expr: Expr, grid: Grid): Row[] {
    switch (expr.kind) {
      case 'paren':
        return this.#vector(expr.expr, grid);
      case 'selector':
        return selectVector(this.context, expr, grid);
      case 'aggregation':
        return aggregate(this, expr, grid);
      case 'call':
        return callVector(this, expr, grid);
      case 'binary':
        return binaryVector(this, expr, grid);
      case 'unary':
        return this.#unary(expr, grid);
      case 'number':
      case 'string':
      case 'matrix':
      case 'subquery':
        throw new Error(`${expr.kind} is no instant vector`);
      default:
        return expr;
    }
  }

  #unary({ operator, expr }: Unary, grid: Grid): Row[] {
    const rows = this.vector(expr, grid);
    if (operator === '+') return rows;
    const negated = rows.map((row) => ({
      ...row,
      labels: namelessIn(this.context, row.labels),
      dropName: true,
      values: row.values.map((value) => -value),
    }));
    return merged(negated);
  }

  scalar(expr: Expr, grid: Grid): Float64Array {
    const node = unwrapped(expr);
    switch (node.kind) {
      case 'number':
        return new Float64Array(grid.steps).fill(node.value);
      case 'binary':
        return binaryScalar(this, node, grid);
      case 'unary': {
        const values = this.scalar(node.expr, grid);
        return node.operator === '-' ? values.map((value) => -value) : values;
      }
      case 'call':
        if (node.name === 'pi') return new Float64Array(grid.steps).fill(Math.PI);
        if (node.name === 'time') return evaluationTimes(grid);
        return onlyValue(this.vector(node.args[0] as Expr, grid), grid);
      default:
        throw new Error(`${node.kind} is no scalar`);
    }
  }
}
