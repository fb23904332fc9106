import { labelsKey, METRIC_NAME, type Labels } from '../../model/index.ts';
import { quote } from './quote.ts';

/** Labels that describe a metric as a whole, and do not survive a change of its meaning. */
export const METADATA: ReadonlySet<string> = new Set([METRIC_NAME, '__type__', '__unit__']);

// Label sets are shared between queries, so what follows from them is worked out once.
const keys = new WeakMap<Labels, string>();
const nameless = new WeakMap<Labels, Labels>();

/** Text that is equal exactly when the labels are. */
export function keyOf(labels: Labels): string {
  const known = keys.get(labels);
  if (known !== undefined) return known;
  const key = labelsKey(labels);
  keys.set(labels, key);
  return key;
}

export function labelOf(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

function filtered(labels: Labels, keep: (name: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => keep(name)));
}

/** The labels without the name of the metric, its type and its unit. */
export function withoutName(labels: Labels): Labels {
  const known = nameless.get(labels);
  if (known !== undefined) return known;
  const has = Object.keys(labels).some((name) => METADATA.has(name));
  const bare = has ? filtered(labels, (name) => !METADATA.has(name)) : labels;
  nameless.set(labels, bare);
  return bare;
}

export function keepLabels(labels: Labels, names: readonly string[]): Labels {
  return filtered(labels, (name) => names.includes(name));
}

export function dropLabels(labels: Labels, names: readonly string[]): Labels {
  return filtered(labels, (name) => !names.includes(name));
}

/** The labels with one more, or another value of it; an empty value takes it away. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  const others = Object.entries(labels).filter(([other]) => other !== name);
  return Object.fromEntries(value === '' ? others : [...others, [name, value]]);
}

/** Text that is equal exactly when the values of these labels are. */
export function signature(labels: Labels, names: readonly string[]): string {
  let text = '';
  for (const name of names) text += `${labelOf(labels, name)}\u0001`;
  return text;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The order of results: by the first label that differs, its name first. */
export function compareLabels(a: Labels, b: Labels): number {
  const left = Object.keys(a).sort();
  const right = Object.keys(b).sort();
  for (const [index, name] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareText(name, other) || compareText(a[name] ?? '', b[name] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const BARE_LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;
const BARE_METRIC = /^[A-Za-z_:][A-Za-z0-9_:]*$/;

/** Any text is a label name, unless it is empty or was no UTF-8. */
export function isLabelName(name: string): boolean {
  return name !== '' && !name.includes('\ufffd');
}

/** Labels as error messages show them: `{__name__="up", job="a"}`. */
export function formatLabelSet(labels: Labels): string {
  const parts = Object.keys(labels)
    .sort()
    .map((name) => `${BARE_LABEL.test(name) ? name : quote(name)}=${quote(labels[name] ?? '')}`);
  return `{${parts.join(', ')}}`;
}

/** Labels as a selector shows them: `up{job="a"}`. */
export function formatLabels(labels: Labels): string {
  const metric = labelOf(labels, METRIC_NAME);
  const isBare = metric === '' || BARE_METRIC.test(metric);
  const parts = isBare ? [] : [quote(metric)];
  for (const name of Object.keys(labels).sort()) {
    if (name === METRIC_NAME) continue;
    parts.push(`${BARE_LABEL.test(name) ? name : quote(name)}=${quote(labels[name] ?? '')}`);
  }
  const name = isBare ? metric : '';
  return parts.length > 0 || name === '' ? `${name}{${parts.join(', ')}}` : name;
}
