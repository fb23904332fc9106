/** Trace and span ids as 32-bit words: compared without making strings. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexOfWords(words: Uint32Array, at: number, count: number): string {
  let hex = '';
  let zero = true;
  for (let index = at; index < at + count; index++) {
    const word = words[index] as number;
    if (word !== 0) zero = false;
    hex += HEX[word >>> 24];
    hex += HEX[(word >>> 16) & 255];
    hex += HEX[(word >>> 8) & 255];
    hex += HEX[word & 255];
  }
  return zero ? '' : hex;
}

/** Writes hex digits as words; anything that is not that many digits is written as zeros. */
export function wordsOfHex(hex: string, words: Uint32Array, at: number, count: number): void {
  const fits = hex.length === count * 8;
  for (let index = 0; index < count; index++) {
    const word = fits ? Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16) : 0;
    words[at + index] = Number.isNaN(word) ? 0 : word;
  }
}
