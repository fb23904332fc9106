/** Powers as IEEE 754 has them: JavaScript makes NaN of `1^NaN` and `(-1)^Inf`. */
function power(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (base === -1 && Math.abs(exponent) === Infinity) return 1;
  return base ** exponent;
}

const NUMERIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

const COMPARING: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

/** What an operator does with two numbers. */
export interface Operation {
  readonly compare: ((a: number, b: number) => boolean) | undefined;
  /** For a comparison: 1 or 0. */
  readonly compute: (a: number, b: number) => number;
}

export function operationOf(operator: string): Operation {
  const compare = COMPARING[operator];
  const numeric = NUMERIC[operator];
  if (compare !== undefined) return { compare, compute: (a, b) => Number(compare(a, b)) };
  if (numeric !== undefined) return { compare: undefined, compute: numeric };
  throw new Error(`operator ${operator} does not work on numbers`);
}
