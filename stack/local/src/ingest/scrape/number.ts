const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;

/** A value as both formats write it; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  if (isPlain(text)) return Number(text);
  if (NUMBER.test(text)) return Number(text);
  if (NOT_A_NUMBER.test(text)) return Number.NaN;
  const infinite = INFINITE.exec(text);
  if (infinite === null) return undefined;
  return infinite[1] === '-' ? -Infinity : Infinity;
}

/** The usual value, recognised without a regular expression: digits with at most one dot. */
function isPlain(text: string): boolean {
  let dots = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOT) dots += 1;
    else if (code < ZERO || code > NINE) return false;
  }
  return text.length > dots && dots <= 1;
}
