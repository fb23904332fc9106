import { readEscape, readPosixClass, type Escaped } from './escapes.ts';
import { literal, regexError } from './syntax.ts';

interface Item {
  readonly escaped: Escaped;
  readonly end: number;
}

function readItem(pattern: string, at: number): Item {
  const posix = readPosixClass(pattern, at);
  if (posix !== undefined) return { escaped: posix, end: at + posix.length };
  if (pattern[at] === '\\') {
    const escaped = readEscape(pattern, at);
    return { escaped, end: at + escaped.length };
  }
  const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  const { length } = char;
  return { escaped: { length, char, inClass: literal(char), negated: false }, end: at + length };
}

/** The other case of the letters in an ASCII range. */
function otherCase(from: string, to: string): string {
  const shift = (low: string, high: string, by: number): string => {
    const first = from > low ? from : low;
    const last = to < high ? to : high;
    if (first > last) return '';
    const moved = [first, last].map((one) => String.fromCharCode(one.charCodeAt(0) + by));
    return moved.join('-');
  };
  return shift('a', 'z', -32) + shift('A', 'Z', 32);
}

function bothCases(char: string): string {
  const variants = [char, char.toLowerCase(), char.toUpperCase()];
  return variants
    .filter((one) => [...one].length === 1)
    .map(literal)
    .join('');
}

/** Reads the class whose `[` stands at an offset: its source for JavaScript, and where it ends. */
export function readClass(
  pattern: string,
  open: number,
  ignoreCase: boolean,
): { source: string; end: number } {
  const negated = pattern[open + 1] === '^';
  let at = open + (negated ? 2 : 1);
  const first = at;
  let inside = '';
  // Classes inside the class that are negated themselves: alternatives beside it.
  const beside: string[] = [];
  while (pattern[at] !== ']' || at === first) {
    if (at >= pattern.length) throw regexError('missing closing ]', pattern.slice(open));
    const { escaped, end } = readItem(pattern, at);
    at = end;
    if (escaped.char === undefined) {
      if (escaped.negated) beside.push(`[^${escaped.inClass}]`);
      else inside += escaped.inClass;
      continue;
    }
    const isRange = pattern[at] === '-' && at + 1 < pattern.length && pattern[at + 1] !== ']';
    if (!isRange) {
      inside += ignoreCase ? bothCases(escaped.char) : escaped.inClass;
      continue;
    }
    const upper = readItem(pattern, at + 1);
    const last = upper.escaped.char;
    const range = pattern.slice(at - escaped.length, upper.end);
    if (last === undefined || (last.codePointAt(0) ?? 0) < (escaped.char.codePointAt(0) ?? 0)) {
      throw regexError('invalid character class range', range);
    }
    at = upper.end;
    inside += `${escaped.inClass}-${upper.escaped.inClass}`;
    if (ignoreCase) inside += otherCase(escaped.char, last);
  }
  const positive = [...(inside === '' ? [] : [`[${inside}]`]), ...beside].join('|');
  const single = beside.length === 0 ? `[${inside}]` : `(?:${positive})`;
  const source = negated ? `(?:(?!${positive})[^])` : single;
  const plain = negated && beside.length === 0 ? `[^${inside}]` : source;
  return { source: plain, end: at + 1 };
}
