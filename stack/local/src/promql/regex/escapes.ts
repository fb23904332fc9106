import { literal, regexError } from './syntax.ts';

const CONTROL: Readonly<Record<string, string>> = {
  a: '\u0007',
  f: '\f',
  t: '\t',
  n: '\n',
  r: '\r',
  v: '\v',
};
/** White space as RE2 knows it: fewer characters than JavaScript's. */
const SPACE = '\\t\\n\\f\\r ';
/** Contents of classes; the negated ones are told by their capital letter. */
const PERL: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: SPACE };
const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
const CATEGORIES = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfosn]?|Any)$/;

/** What an escape stands for, and how many characters it takes. */
export interface Escaped {
  readonly length: number;
  /** One exact character; undefined for a class. */
  readonly char: string | undefined;
  /** Source that is good inside a class. Negated classes need a class of their own. */
  readonly inClass: string;
  readonly negated: boolean;
}

function ofClass(length: number, inClass: string, negated: boolean): Escaped {
  return { length, char: undefined, inClass, negated };
}

function ofChar(length: number, char: string): Escaped {
  return { length, char, inClass: literal(char), negated: false };
}

function property(pattern: string, at: number): Escaped {
  const [whole = '', braced, short] = /^\\[pP](?:\{\^?(\w+)\}|(\w))/.exec(pattern.slice(at)) ?? [];
  const name = braced ?? short;
  if (name === undefined) throw regexError('invalid character class range', '\\p');
  const negated = (whole[1] === 'P') !== whole.includes('^');
  const source = CATEGORIES.test(name) ? `\\p{${name}}` : `\\p{Script=${name}}`;
  try {
    void new RegExp(source, 'u');
  } catch {
    throw regexError('invalid character class range', whole);
  }
  return ofClass(whole.length, source, negated);
}

/** Reads the escape whose backslash stands at an offset. */
export function readEscape(pattern: string, at: number): Escaped {
  const char = String.fromCodePoint(pattern.codePointAt(at + 1) ?? 0);
  if (at + 1 >= pattern.length) throw regexError('trailing backslash at end of expression', '');
  const lower = char.toLowerCase();
  const perl = /[dws]/i.test(char) ? PERL[lower] : undefined;
  if (perl !== undefined) return ofClass(2, perl, char !== lower);
  if (lower === 'p') return property(pattern, at);
  const control = CONTROL[char];
  if (control !== undefined) return ofChar(2, control);
  const hex = /^\\x(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/.exec(pattern.slice(at));
  const code = Number.parseInt(hex?.[1] ?? hex?.[2] ?? '', 16);
  if (hex !== null && code <= 0x10ffff) return ofChar(hex[0].length, String.fromCodePoint(code));
  const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(pattern.slice(at));
  if (octal !== null) {
    const value = Number.parseInt(octal[1] ?? '0', 8);
    return ofChar(octal[0].length, String.fromCodePoint(value));
  }
  if (/[A-Za-z0-9]/.test(char)) throw regexError('invalid escape sequence', `\\${char}`);
  return ofChar(1 + char.length, char);
}

/** Reads `[:alpha:]` or `[:^alpha:]` at an offset; undefined when none stands there. */
export function readPosixClass(pattern: string, at: number): Escaped | undefined {
  const found = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(at));
  if (found === null) return undefined;
  const [whole, caret, name = ''] = found;
  const source = POSIX[name];
  if (source === undefined) throw regexError('invalid character class range', whole);
  return ofClass(whole.length, source, caret === '^');
}
