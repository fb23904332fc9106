import type { LabelMatcher } from '../../model/index.ts';
import type { Expr } from '../../promql/index.ts';

/** The conditions of every selector in an expression, wherever it stands. */
export function selectorsOf(expr: Expr): (readonly LabelMatcher[])[] {
  const found: (readonly LabelMatcher[])[] = [];
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    const { matchers } = node as { matchers?: readonly LabelMatcher[] };
    if (Array.isArray(matchers)) found.push(matchers);
    else for (const value of Object.values(node)) visit(value);
  };
  visit(expr);
  return found;
}
