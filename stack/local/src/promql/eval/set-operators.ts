import type { Binary } from '../parse/ast.ts';
import type { Evaluate } from './context.ts';
import { filled, merged, type Grid, type Row } from './row.ts';
import { signaturesOf } from './signatures.ts';

/** For every signature and step: does any of the rows have a sample there? */
function presence(
  rows: readonly Row[],
  ordinals: Int32Array,
  count: number,
  steps: number,
): Uint8Array[] {
  const all = Array.from({ length: count }, () => new Uint8Array(steps));
  for (const [index, { present }] of rows.entries()) {
    const into = all[ordinals[index] as number] as Uint8Array;
    for (let step = 0; step < steps; step += 1) {
      if (present[step] === 1) into[step] = 1;
    }
  }
  return all;
}

/** Rows with the samples where the other side has something, or where it has nothing. */
function masked(
  rows: readonly Row[],
  ordinals: Int32Array,
  other: readonly Uint8Array[],
  wanted: 0 | 1,
): Row[] {
  return rows.map((row, index) => {
    const mask = other[ordinals[index] as number] as Uint8Array;
    const present = row.present.map((here, step) => here & Number(mask[step] === wanted));
    return { ...row, present };
  });
}

/** `and`, `or` and `unless`. */
export function combineSets(evaluate: Evaluate, node: Binary, grid: Grid): Row[] {
  const left = evaluate.vector(node.left, grid);
  const right = evaluate.vector(node.right, grid);
  const { steps } = grid;
  const signatures = signaturesOf(left, right, node.matching);
  const { count } = signatures;
  evaluate.context.budget.work((left.length + right.length) * steps);
  if (node.operator === 'or') {
    const inLeft = presence(left, signatures.left, count, steps);
    return merged(filled([...left, ...masked(right, signatures.right, inLeft, 0)]));
  }
  const inRight = presence(right, signatures.right, count, steps);
  const wanted = node.operator === 'and' ? 1 : 0;
  return filled(masked(left, signatures.left, inRight, wanted));
}
