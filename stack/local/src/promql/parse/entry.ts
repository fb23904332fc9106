import { parseError } from '../position.ts';
import type { Expr, VectorSelector } from './ast.ts';
import { checkTypes } from './check.ts';
import { Parser } from './parser.ts';

const QUERY_LENGTH_MAX = 100_000;

function checkLength(query: string): void {
  if (query.length > QUERY_LENGTH_MAX) {
    throw parseError(query, 0, `query is longer than ${QUERY_LENGTH_MAX} characters`);
  }
}

/** Parses and type-checks a query. Throws `PromqlError` (`bad_data`) at the first mistake. */
export function parsePromql(query: string): Expr {
  checkLength(query);
  const expr = new Parser(query).whole();
  checkTypes(query, expr);
  return expr;
}

/** Reads `name{a="b"}` without asking whether it says enough to select by. */
export function parseSeriesName(text: string): VectorSelector['matchers'] {
  checkLength(text);
  return new Parser(text).selector().matchers;
}

/**
 * Parses a metric selector such as `up{job="a"}` into its conditions. Throws `PromqlError`
 * (`bad_data`); also when every condition would match an absent label.
 */
export function parseMatchers(text: string): VectorSelector['matchers'] {
  checkLength(text);
  const selector = new Parser(text).selector();
  checkTypes(text, selector);
  return selector.matchers;
}
