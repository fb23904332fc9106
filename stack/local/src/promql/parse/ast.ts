import type { LabelMatcher } from '../../model/index.ts';
import type { Span } from '../position.ts';

export type ValueType = 'scalar' | 'string' | 'vector' | 'matrix';

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly value: number;
}

export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly value: string;
  /** As written, with its quotes. */
  readonly text: string;
}

/** The `@` modifier: a fixed time, or an end of the range that the query runs over. */
export type AtModifier = number | 'start' | 'end';

/** Where in time a selector or subquery looks. */
export interface TimeShift {
  readonly offsetMs: number;
  /** Milliseconds since 1970 when it is a number. */
  readonly at: AtModifier | undefined;
}

export interface VectorSelector extends Span, TimeShift {
  readonly kind: 'selector';
  /** The metric name in front of the braces, or empty. */
  readonly name: string;
  readonly matchers: readonly LabelMatcher[];
}

export interface MatrixSelector extends Span {
  readonly kind: 'matrix';
  readonly selector: VectorSelector;
  readonly rangeMs: number;
}

export interface Subquery extends Span, TimeShift {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly rangeMs: number;
  /** Undefined: the default of the engine. */
  readonly stepMs: number | undefined;
}

export interface Aggregation extends Span {
  readonly kind: 'aggregation';
  readonly operator: string;
  readonly expr: Expr;
  readonly parameter: Expr | undefined;
  readonly grouping: readonly string[];
  readonly without: boolean;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
}

export type Cardinality = 'one-to-one' | 'many-to-one' | 'one-to-many';

/** How the series of two vectors find each other. */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly cardinality: Cardinality;
  /** Labels that the "one" side hands over. */
  readonly include: readonly string[];
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: string;
  readonly operatorStart: number;
  readonly left: Expr;
  readonly right: Expr;
  readonly bool: boolean;
  readonly matching: Matching;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly expr: Expr;
}

export interface Paren extends Span {
  readonly kind: 'paren';
  readonly expr: Expr;
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Aggregation
  | Call
  | Binary
  | Unary
  | Paren;

/** The expression inside any number of parentheses. */
export function unwrapped(expr: Expr): Expr {
  let at = expr;
  while (at.kind === 'paren') at = at.expr;
  return at;
}

export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);
export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);
