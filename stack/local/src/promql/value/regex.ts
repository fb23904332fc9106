import type { LabelMatcher } from '../../model/index.ts';
import { backtracksBadly, captureNames, emitRegex } from '../regex/emit.ts';
import { RegexMachine } from '../regex/machine.ts';
import { parseRegex } from '../regex/parse.ts';

/** A regular expression that has to match the whole text. */
export interface WholeRegex {
  test(text: string): boolean;
  /** The text of every group, the whole text first; undefined when it does not match. */
  groups(text: string): (string | undefined)[] | undefined;
  /** Names of the groups in order, beginning with the first group. */
  readonly names: readonly (string | undefined)[];
}

const PATTERN_LENGTH_MAX = 10_000;
/** Compiled expressions that are kept. */
const KEPT_MAX = 500;
const kept = new Map<string, WholeRegex>();

function build(pattern: string): WholeRegex {
  if (pattern.length > PATTERN_LENGTH_MAX) {
    throw new Error(`regular expression is longer than ${PATTERN_LENGTH_MAX} characters`);
  }
  const node = parseRegex(pattern);
  const names = captureNames(node);
  if (backtracksBadly(node)) {
    const machine = new RegexMachine(node);
    return {
      names,
      test: (text) => machine.test(text),
      groups: (text) => machine.exec(text),
    };
  }
  const regex = new RegExp(`^(?:${emitRegex(node)})$`, 'su');
  return {
    names,
    test: (text) => regex.test(text),
    groups: (text) => regex.exec(text)?.slice() ?? undefined,
  };
}

/**
 * Compiles an expression in the syntax of RE2, as Prometheus does: anchored at both ends, `.`
 * matches newlines too. Runs in JavaScript's engine, or in one without backtracking when that could
 * take too long. Throws an `Error` for what RE2 refuses.
 */
export function compileRegex(pattern: string): WholeRegex {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const built = build(pattern);
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  kept.set(pattern, built);
  return built;
}

/** Does a label value meet the condition? An absent label has the empty value. */
export function matchesText({ operator, value }: LabelMatcher, text: string): boolean {
  switch (operator) {
    case '=':
      return text === value;
    case '!=':
      return text !== value;
    case '=~':
      return compileRegex(value).test(text);
    case '!~':
      return !compileRegex(value).test(text);
    default:
      return operator;
  }
}
