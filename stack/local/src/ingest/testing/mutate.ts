/** Numbers that look random and are the same in every run (a linear congruential generator). */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const INTERESTING = [
  '',
  '{',
  '}',
  '"',
  '\\',
  '\n',
  '\0',
  ',',
  ':',
  '[',
  ']',
  '#',
  '-',
  '1e999',
  'null',
  '__proto__',
  '😀',
];

/** The bytes with one to four places changed: flipped, cut out, put in, repeated or cut off. */
export function mutated(original: Buffer, next: (below: number) => number): Buffer {
  let bytes = Buffer.from(original);
  const changes = 1 + next(4);
  for (let change = 0; change < changes; change += 1) {
    const at = next(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + next(20));
    const kind = next(6);
    if (kind <= 1 && bytes.length > 0) bytes[Math.min(at, bytes.length - 1)] = next(256);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    else if (kind === 3) {
      const text = Buffer.from(INTERESTING[next(INTERESTING.length)] ?? '');
      bytes = Buffer.concat([bytes.subarray(0, at), text, bytes.subarray(at)]);
    } else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    else bytes = bytes.subarray(0, at);
  }
  return bytes;
}
