import type { Matching } from '../parse/ast.ts';
import { dropLabels, keyOf, METADATA, signature } from '../value/labels.ts';
import type { Row } from './row.ts';

/** Numbers for what rows are matched by: equal numbers belong together. */
export interface Signatures {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly count: number;
}

export function signaturesOf(
  left: readonly Row[],
  right: readonly Row[],
  { on, labels }: Matching,
): Signatures {
  const ordinals = new Map<string, number>();
  const ignored = [...labels, ...METADATA];
  const ordinalOf = (row: Row): number => {
    const text = on ? signature(row.labels, labels) : keyOf(dropLabels(row.labels, ignored));
    const known = ordinals.get(text);
    if (known !== undefined) return known;
    ordinals.set(text, ordinals.size);
    return ordinals.size - 1;
  };
  const numbers = {
    left: Int32Array.from(left, ordinalOf),
    right: Int32Array.from(right, ordinalOf),
  };
  return { ...numbers, count: ordinals.size };
}
