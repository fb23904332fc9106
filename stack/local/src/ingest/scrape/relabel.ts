import { createHash } from 'node:crypto';

export const RELABEL_ACTIONS = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const;
export type RelabelAction = (typeof RELABEL_ACTIONS)[number];

/** One relabelling step, complete with its defaults. */
export interface RelabelRule {
  readonly action: RelabelAction;
  readonly sourceLabels: readonly string[];
  readonly separator: string;
  /** Anchored at both ends. */
  readonly regex: RegExp;
  readonly targetLabel: string;
  readonly replacement: string;
  /** Of `hashmod`. */
  readonly modulus: bigint;
}

interface MutableLabels {
  [name: string]: string;
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * An anchored regular expression in the syntax of Prometheus (RE2) as far as JavaScript has it.
 * @throws SyntaxError when it is not valid.
 */
export function anchored(pattern: string): RegExp {
  const [, flags = '', rest = pattern] = /^\(\?([is]+)\)(.*)$/s.exec(pattern) ?? [];
  const source = rest.replaceAll('(?P<', '(?<');
  return new RegExp(`^(?:${source})$`, flags.includes('i') ? 'sui' : 'su');
}

/** The labels after all steps, without empty ones; undefined when a step drops them. */
export function relabel(
  labels: Readonly<MutableLabels>,
  rules: readonly RelabelRule[],
): Record<string, string> | undefined {
  const result: MutableLabels = { ...labels };
  for (const rule of rules) if (!apply(rule, result)) return undefined;
  return result;
}

function apply(rule: RelabelRule, labels: MutableLabels): boolean {
  const { action, regex, targetLabel } = rule;
  const value = rule.sourceLabels.map((name) => labels[name] ?? '').join(rule.separator);
  switch (action) {
    case 'keep':
      return regex.test(value);
    case 'drop':
      return !regex.test(value);
    case 'keepequal':
      return value === (labels[targetLabel] ?? '');
    case 'dropequal':
      return value !== (labels[targetLabel] ?? '');
    case 'replace':
      replace(rule, labels, value);
      return true;
    case 'lowercase':
      set(labels, targetLabel, value.toLowerCase());
      return true;
    case 'uppercase':
      set(labels, targetLabel, value.toUpperCase());
      return true;
    case 'hashmod':
      set(labels, targetLabel, String(hash(value) % rule.modulus));
      return true;
    case 'labelmap':
      for (const [name, inner] of Object.entries(labels)) {
        const match = regex.exec(name);
        if (match !== null) set(labels, expand(rule.replacement, match), inner);
      }
      return true;
    case 'labeldrop':
    case 'labelkeep':
      for (const name of Object.keys(labels)) {
        if (regex.test(name) === (action === 'labeldrop')) delete labels[name];
      }
      return true;
    default:
      return true;
  }
}

function replace(rule: RelabelRule, labels: MutableLabels, value: string): void {
  const match = rule.regex.exec(value);
  if (match === null) return;
  const target = expand(rule.targetLabel, match);
  if (LABEL_NAME.test(target)) set(labels, target, expand(rule.replacement, match));
}

/** An empty value takes the label away. */
function set(labels: MutableLabels, name: string, value: string): void {
  if (name === '__proto__') return;
  if (value === '') delete labels[name];
  else labels[name] = value;
}

/** `$1`, `${1}`, `$name` and `${name}` by what was matched, `$$` by one dollar. */
function expand(template: string, match: RegExpExecArray): string {
  if (!template.includes('$')) return template;
  return template.replaceAll(
    /\$(?:\$|\{(\w+)\}|(\w+))/g,
    (_whole, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return '$';
      return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? '';
    },
  );
}

/** The last eight bytes of the MD5, as Prometheus shares targets out by them. */
function hash(value: string): bigint {
  return createHash('md5').update(value).digest().readBigUInt64BE(8);
}
