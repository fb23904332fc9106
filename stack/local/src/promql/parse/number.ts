import { parseFloatText } from '../value/float.ts';

const HEX = /^0x(?:_?[0-9a-f])+$/i;
const OCTAL = /^0(?:_?[0-7])+$/;
const INTEGER = /^[1-9](?:_?\d)*$/;

/**
 * The number that a token stands for: decimal, `0x1F`, octal with a leading zero, `1_000`, `Inf`,
 * `NaN`. Undefined when the digits make no number, or one beyond the range of a float.
 */
export function numberValue(text: string): number | undefined {
  if (HEX.test(text)) return Number(text.replaceAll('_', ''));
  if (OCTAL.test(text)) return Number.parseInt(text.replaceAll('_', ''), 8);
  if (INTEGER.test(text)) return Number(text.replaceAll('_', ''));
  if (/^(?:inf|nan)$/i.test(text)) return parseFloatText(text);
  const value = parseFloatText(text);
  return value === undefined || Math.abs(value) === Infinity ? undefined : value;
}

/** Characters that may belong to a number; whether they make one shows when it is read. */
const DECIMAL = String.raw`(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)`;
const EXPONENT = String.raw`(?:[eE][+-]?\d(?:_?\d)*)?`;
const DIGITS = new RegExp(`0[xX]_?[0-9a-fA-F](?:_?[0-9a-fA-F])*|${DECIMAL}${EXPONENT}`, 'y');
const DURATION = /\d+[smhdwy]s?(?:\d+[smhdw]s?)*/y;
const BEHIND = /[A-Za-z0-9_]/;

export interface ScannedNumber {
  readonly kind: 'number' | 'duration';
  readonly end: number;
}

function matchEnd(pattern: RegExp, query: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(query)?.[0].length ?? 0);
}

/** The number or duration at an offset, or how far the text looked like one. */
export function scanNumber(query: string, at: number): ScannedNumber | { wrongEnd: number } {
  const numberEnd = matchEnd(DIGITS, query, at);
  const next = query.charAt(numberEnd);
  if (numberEnd > at && !BEHIND.test(next) && next !== '.')
    return { kind: 'number', end: numberEnd };
  const durationEnd = matchEnd(DURATION, query, at);
  if (durationEnd > at && !BEHIND.test(query.charAt(durationEnd))) {
    return { kind: 'duration', end: durationEnd };
  }
  if (durationEnd > at) return { wrongEnd: durationEnd + 1 };
  if (/^0[xX]/.test(query.slice(at, at + 2))) return { wrongEnd: Math.max(numberEnd, at + 2) };
  return { wrongEnd: next === '.' ? numberEnd + 1 : numberEnd };
}
