/** Labels of a series, the metric name under `__name__` among them. Empty values do not occur. */
export type Labels = Readonly<Record<string, string>>;

export const METRIC_NAME = '__name__';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One condition on one label; an absent label counts as the empty string. Regexes are anchored. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** Text that is equal exactly when the labels are. */
export function labelsKey(labels: Labels): string {
  const names = Object.keys(labels).sort();
  let key = '';
  for (const name of names) key += `${name}\u0001${labels[name]}\u0002`;
  return key;
}
