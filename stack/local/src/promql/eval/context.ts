import type { Labels, SampleSource } from '../../model/index.ts';
import type { AtModifier, Expr } from '../parse/ast.ts';
import { withoutName } from '../value/labels.ts';
import type { Annotations } from './annotations.ts';
import type { Budget } from './budget.ts';
import type { Grid, Row } from './row.ts';

/** What every part of one evaluation shares. */
export interface Context {
  readonly source: SampleSource;
  readonly lookbackMs: number;
  /** Step of subqueries that name none. */
  readonly subqueryStepMs: number;
  /** Take names away at the end instead of where they lose their meaning. */
  readonly delayedNames: boolean;
  readonly queryStartMs: number;
  readonly queryEndMs: number;
  readonly notes: Annotations;
  readonly budget: Budget;
}

/** Evaluates parts of an expression. */
export interface Evaluate {
  readonly context: Context;
  vector(expr: Expr, grid: Grid): Row[];
  /** One value per point of the grid. */
  scalar(expr: Expr, grid: Grid): Float64Array;
}

/** The labels of a result that no longer is its metric. */
export function namelessIn({ delayedNames }: Context, labels: Labels): Labels {
  return delayedNames ? labels : withoutName(labels);
}

/** The time of an `@` modifier. */
export function timeOfAt(context: Context, at: AtModifier): number {
  if (at === 'start') return context.queryStartMs;
  return at === 'end' ? context.queryEndMs : at;
}
