import type { LabelMatcher, Labels } from '../../model/index.ts';
import { newRow, type Row } from '../eval/row.ts';
import type { Expr } from '../parse/ast.ts';
import { METADATA } from '../value/labels.ts';

function matchersOf(expr: Expr): readonly LabelMatcher[] {
  if (expr.kind === 'selector') return expr.matchers;
  return expr.kind === 'matrix' ? expr.selector.matchers : [];
}

/** Labels that everything the selector finds would have: those asked for once, by equality. */
export function labelsOfAbsent(expr: Expr): Labels {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of matchersOf(expr)) {
    if (METADATA.has(name)) continue;
    if (operator === '=' && !seen.has(name)) {
      found.set(name, value);
      seen.add(name);
    } else found.delete(name);
  }
  return Object.fromEntries([...found].filter(([, value]) => value !== ''));
}

/** A row with the value 1 where none of the rows has a sample. */
export function absentRow(expr: Expr, rows: readonly Row[], steps: number): Row {
  const row = newRow(labelsOfAbsent(expr), steps);
  for (let step = 0; step < steps; step += 1) {
    if (rows.some(({ present }) => present[step] === 1)) continue;
    row.present[step] = 1;
    row.values[step] = 1;
  }
  return row;
}
