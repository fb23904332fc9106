import { METRIC_NAME, type Labels } from '../../model/index.ts';
import { executionError } from '../errors.ts';
import type { Row } from '../eval/row.ts';
import { merged } from '../eval/row.ts';
import { isLabelName, labelOf, withLabel } from '../value/labels.ts';
import { compileRegex, type WholeRegex } from '../value/regex.ts';

const REFERENCE = /\$(?:\$|(\w+)|\{(\w+)\})/g;

/** Fills `$1`, `${1}` and `${name}`; `$$` is a dollar sign. */
function expand(
  template: string,
  groups: readonly (string | undefined)[],
  regex: WholeRegex,
): string {
  return template.replace(REFERENCE, (whole, bare?: string, braced?: string) => {
    if (whole === '$$') return '$';
    const name = bare ?? braced ?? '';
    const index = /^\d+$/.test(name) ? Number(name) : regex.names.indexOf(name) + 1;
    const isKnown = /^\d+$/.test(name) || index > 0;
    return isKnown ? (groups[index] ?? '') : '';
  });
}

function relabelled(row: Row, labels: Labels, name: string): Row {
  return { ...row, labels, dropName: name === METRIC_NAME ? false : row.dropName };
}

/** The string arguments of `label_replace`. */
export interface Replacement {
  readonly into: string;
  readonly template: string;
  readonly from: string;
  readonly pattern: string;
}

export function labelReplace(rows: readonly Row[], replacement: Replacement): Row[] {
  const { into, template, from, pattern } = replacement;
  let regex: WholeRegex;
  try {
    regex = compileRegex(pattern);
  } catch {
    throw executionError(`invalid regular expression in label_replace(): ${pattern}`);
  }
  if (!isLabelName(into)) {
    throw executionError(`invalid destination label name in label_replace(): ${into}`);
  }
  return merged(
    rows.map((row) => {
      const groups = regex.groups(labelOf(row.labels, from));
      if (groups === undefined) return row;
      const value = expand(template, groups, regex);
      return relabelled(row, withLabel(row.labels, into, value), into);
    }),
  );
}

export function labelJoin(
  rows: readonly Row[],
  into: string,
  separator: string,
  sources: readonly string[],
): Row[] {
  const wrong = sources.find((source) => !isLabelName(source));
  if (wrong !== undefined) {
    throw executionError(`invalid source label name in label_join(): ${wrong}`);
  }
  if (!isLabelName(into)) {
    throw executionError(`invalid destination label name in label_join(): ${into}`);
  }
  return merged(
    rows.map((row) => {
      const value = sources.map((source) => labelOf(row.labels, source)).join(separator);
      return relabelled(row, withLabel(row.labels, into, value), into);
    }),
  );
}
