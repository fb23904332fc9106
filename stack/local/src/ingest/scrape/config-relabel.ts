import type { ConfigNode } from './config-node.ts';
import { anchored, RELABEL_ACTIONS, type RelabelAction, type RelabelRule } from './relabel.ts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const DEFAULT_REGEX = '(.*)';

/** Actions that write to, or compare with, `target_label`. */
const NEED_TARGET: ReadonlySet<RelabelAction> = new Set<RelabelAction>([
  'replace',
  'hashmod',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
]);

type MutableRule = { -readonly [K in keyof RelabelRule]: RelabelRule[K] };

/** A list of relabelling steps. */
export function readRelabel(node: ConfigNode): RelabelRule[] {
  return node.items().map(readRule);
}

function readRule(node: ConfigNode): RelabelRule {
  const rule: MutableRule = {
    action: 'replace',
    sourceLabels: [],
    separator: ';',
    regex: anchored(DEFAULT_REGEX),
    targetLabel: '',
    replacement: '$1',
    modulus: 0n,
  };
  for (const [key, value] of node.entries()) readMember(rule, key, value);
  const { action, targetLabel, modulus } = rule;
  if (NEED_TARGET.has(action) && targetLabel === '') {
    throw node.error(`action ${action} needs target_label`);
  }
  if (action === 'hashmod' && modulus === 0n) throw node.error('action hashmod needs a modulus');
  return rule;
}

function readMember(rule: MutableRule, key: string, value: ConfigNode): void {
  if (key === 'source_labels') rule.sourceLabels = value.items().map(labelName);
  else if (key === 'separator') rule.separator = value.text();
  else if (key === 'regex') rule.regex = readRegex(value);
  else if (key === 'target_label') rule.targetLabel = value.text();
  else if (key === 'replacement') rule.replacement = value.isEmpty ? '' : value.text();
  else if (key === 'modulus') rule.modulus = BigInt(value.count());
  else if (key === 'action') rule.action = value.oneOf(RELABEL_ACTIONS);
  else throw value.error('is not a member of a relabelling step');
}

function labelName(node: ConfigNode): string {
  const name = node.text();
  if (LABEL_NAME.test(name)) return name;
  throw node.error(`${node.shown()} is not a label name`);
}

function readRegex(node: ConfigNode): RegExp {
  try {
    return anchored(node.text());
  } catch (error) {
    throw node.error(
      `${node.shown()} is not a valid regular expression: ${(error as Error).message}`,
    );
  }
}
