/** Where tokens of JSON end, in bytes from `from` up to `to`; -1 for what is no such token. */

const QUOTE = 34;
const BACKSLASH = 92;
const FIRST_PRINTABLE = 0x20;

const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
/** Bytes that may follow a backslash, but for `u`. */
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));
const UNICODE = 'u'.charCodeAt(0);

export function endOfSpace(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] as number;
    // Nearly always there is none.
    if (byte > FIRST_PRINTABLE || !SPACES.has(byte)) break;
    at += 1;
  }
  return at;
}

/** Of a string whose opening quote is at `from`. */
export function endOfString(bytes: Buffer, from: number, to: number): number {
  for (let at = from + 1; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte < FIRST_PRINTABLE) return -1;
    if (byte !== BACKSLASH) continue;
    at += 1;
    const escaped = bytes[at] as number;
    if (ESCAPED.has(escaped)) continue;
    if (escaped !== UNICODE || !hasHex(bytes, at + 1, to)) return -1;
    at += 4;
  }
  return -1;
}

function hasHex(bytes: Buffer, from: number, to: number): boolean {
  if (from + 4 > to) return false;
  return /^[0-9a-fA-F]{4}$/.test(bytes.toString('latin1', from, from + 4));
}

const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** Of `true`, `false` and `null`. */
export function endOfWord(bytes: Buffer, from: number, to: number): number {
  const word = WORDS.find((one) => one[0] === bytes[from]);
  if (word === undefined || from + word.length > to) return -1;
  const isWord = word.every((byte, at) => bytes[from + at] === byte);
  return isWord ? from + word.length : -1;
}

const MINUS = 45;
const PLUS = 43;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const EXPONENTS: ReadonlySet<number> = new Set(Buffer.from('eE'));

export function endOfNumber(bytes: Buffer, from: number, to: number): number {
  const whole = bytes[from] === MINUS ? from + 1 : from;
  let at = endOfDigits(bytes, whole, to);
  if (at === whole || (bytes[whole] === ZERO && at > whole + 1)) return -1;
  if (at < to && bytes[at] === DOT) {
    const fraction = at + 1;
    at = endOfDigits(bytes, fraction, to);
    if (at === fraction) return -1;
  }
  if (at < to && EXPONENTS.has(bytes[at] as number)) {
    const sign = bytes[at + 1];
    const exponent = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    at = endOfDigits(bytes, exponent, to);
    if (at <= exponent) return -1;
  }
  return at;
}

function endOfDigits(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at += 1;
  return at;
}
