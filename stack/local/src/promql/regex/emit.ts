import type { RegexNode } from './syntax.ts';

function emitRepeat(min: number, max: number): string {
  if (min === 0 && max === Infinity) return '*';
  if (min === 1 && max === Infinity) return '+';
  if (min === 0 && max === 1) return '?';
  return max === Infinity ? `{${min},}` : `{${min},${max}}`;
}

/** The same expression in JavaScript's syntax (flags `us`). */
export function emitRegex(node: RegexNode): string {
  switch (node.type) {
    case 'char':
    case 'assertion':
      return node.source;
    case 'sequence':
      return node.items.map(emitRegex).join('');
    case 'alternatives':
      return `(?:${node.items.map(emitRegex).join('|')})`;
    case 'capture':
      return `(${emitRegex(node.item)})`;
    case 'repeat': {
      const repeat = emitRepeat(node.min, node.max) + (node.lazy ? '?' : '');
      return `(?:${emitRegex(node.item)})${repeat}`;
    }
    default:
      return node;
  }
}

/** How often expressions repeat in sequence before backtracking gets too slow. */
const REPEATS_MAX = 4;

/**
 * May backtracking take very long? So it is when there is more than one way through a part that is
 * repeated, or when many repetitions follow each other.
 */
export function backtracksBadly(node: RegexNode): boolean {
  let repeats = 0;
  const visit = (one: RegexNode, inRepeat: boolean): boolean => {
    if (inRepeat && (one.type === 'repeat' || one.type === 'alternatives')) return true;
    if (one.type === 'repeat') {
      const isLong = one.max > 1;
      if (isLong) repeats += 1;
      return visit(one.item, inRepeat || isLong);
    }
    if (one.type === 'capture') return visit(one.item, inRepeat);
    if (one.type === 'sequence' || one.type === 'alternatives') {
      return one.items.some((item) => visit(item, inRepeat));
    }
    return false;
  };
  return visit(node, false) || repeats > REPEATS_MAX;
}

/** Names of the capturing groups in order; undefined for those without one. */
export function captureNames(node: RegexNode): (string | undefined)[] {
  switch (node.type) {
    case 'capture':
      return [node.name, ...captureNames(node.item)];
    case 'repeat':
      return captureNames(node.item);
    case 'sequence':
    case 'alternatives':
      return node.items.flatMap(captureNames);
    default:
      return [];
  }
}
