import type { Row } from '../eval/row.ts';
import { compareLabels, labelOf } from '../value/labels.ts';

function valueOf({ values }: Row): number {
  return values[0] ?? NaN;
}

/** Rows of one point in time by value; NaN comes last either way. */
export function sortByValue(rows: readonly Row[], descending: boolean): Row[] {
  return rows.toSorted((left, right) => {
    const [a, b] = [valueOf(left), valueOf(right)];
    if (Number.isNaN(a) || Number.isNaN(b))
      return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    if (a === b) return 0;
    return a < b === descending ? 1 : -1;
  });
}

/** `a2` before `a10`: runs of digits count as numbers. */
function naturally(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (const [index, chunk] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (chunk === other) continue;
    const bothNumbers = /^\d/.test(chunk) && /^\d/.test(other);
    if (bothNumbers && Number(chunk) !== Number(other)) return Number(chunk) - Number(other);
    return chunk < other ? -1 : 1;
  }
  return left.length - right.length;
}

export function sortByLabels(
  rows: readonly Row[],
  names: readonly string[],
  descending: boolean,
): Row[] {
  const factor = descending ? -1 : 1;
  return rows.toSorted((left, right) => {
    for (const name of names) {
      const order = naturally(labelOf(left.labels, name), labelOf(right.labels, name));
      if (order !== 0) return factor * order;
    }
    return factor * compareLabels(left.labels, right.labels);
  });
}
