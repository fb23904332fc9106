import { parseError } from '../position.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

interface Escape {
  readonly digits: number;
  readonly base: number;
  readonly max: number;
}

function numericEscape(char: string): Escape | undefined {
  if (/[0-7]/.test(char)) return { digits: 3, base: 8, max: 255 };
  if (char === 'x') return { digits: 2, base: 16, max: 255 };
  if (char === 'u') return { digits: 4, base: 16, max: 0x10ffff };
  return char === 'U' ? { digits: 8, base: 16, max: 0x10ffff } : undefined;
}

function codePoint(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${hex} '${char}'`;
}

export interface ScannedString {
  /** The text it stands for. */
  readonly value: string;
  /** Offset behind the closing quote. */
  readonly end: number;
}

/** Reads the quoted string that begins at `start`. Bytes above 127 by `\x` make up UTF-8. */
export function scanString(query: string, start: number): ScannedString {
  const delimiter = query.charAt(start);
  const fail = (message: string): never => {
    throw parseError(query, start, message);
  };
  if (delimiter === '`') {
    const close = query.indexOf('`', start + 1);
    if (close < 0) return fail('unterminated raw string');
    return { value: query.slice(start + 1, close), end: close + 1 };
  }
  const chunks: Buffer[] = [];
  let at = start + 1;
  for (;;) {
    const char = String.fromCodePoint(query.codePointAt(at) ?? 10);
    if (at >= query.length || char === '\n') return fail('unterminated quoted string');
    at += char.length;
    if (char === delimiter) break;
    if (char !== '\\') {
      chunks.push(Buffer.from(char));
      continue;
    }
    const escape = scanEscape(query, at, delimiter, fail);
    chunks.push(escape.bytes);
    at = escape.end;
  }
  return { value: Buffer.concat(chunks).toString('utf8'), end: at };
}

function scanEscape(
  query: string,
  at: number,
  delimiter: string,
  fail: (message: string) => never,
): { bytes: Buffer; end: number } {
  const char = query.slice(at, at + 1);
  if (char === '') return fail('escape sequence not terminated');
  if (char === delimiter) return { bytes: Buffer.from(char), end: at + 1 };
  const simple = SIMPLE[char];
  if (simple !== undefined) return { bytes: Buffer.from(simple), end: at + 1 };
  const numeric = numericEscape(char);
  if (numeric === undefined) return fail(`unknown escape sequence ${codePoint(char)}`);
  const from = numeric.base === 8 ? at : at + 1;
  const digits = query.slice(from, from + numeric.digits);
  const allowed = numeric.base === 8 ? /[^0-7]/ : /[^0-9a-fA-F]/;
  const wrong = allowed.exec(digits);
  if (wrong !== null) return fail(`illegal character ${codePoint(wrong[0])} in escape sequence`);
  if (digits.length < numeric.digits) return fail('escape sequence not terminated');
  const code = Number.parseInt(digits, numeric.base);
  if (code > numeric.max || (code >= 0xd800 && code < 0xe000)) {
    return fail('escape sequence is an invalid Unicode code point');
  }
  const isByte = numeric.max === 255;
  const bytes = isByte ? Buffer.from([code]) : Buffer.from(String.fromCodePoint(code));
  return { bytes, end: from + numeric.digits };
}
