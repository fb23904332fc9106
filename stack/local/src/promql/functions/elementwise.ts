/** The larger of two as Go counts it: infinity wins even against NaN. */
function larger(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

function smaller(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

function clamp(value: number, low: number, high: number): number | undefined {
  return high < low ? undefined : larger(low, smaller(high, value));
}

function signOf(value: number): number {
  if (value < 0) return -1;
  return value > 0 ? 1 : value;
}

function round(value: number, nearest: number): number {
  const inverse = 1 / nearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

type OfValue = (value: number, args: readonly number[]) => number | undefined;

/** Functions of one value at a time; `args` are the scalar arguments behind the vector. */
export const ELEMENTWISE: ReadonlyMap<string, OfValue> = new Map<string, OfValue>([
  ['abs', Math.abs],
  ['ceil', Math.ceil],
  ['floor', Math.floor],
  ['exp', Math.exp],
  ['sqrt', Math.sqrt],
  ['ln', Math.log],
  ['log2', Math.log2],
  ['log10', Math.log10],
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['asin', Math.asin],
  ['acos', Math.acos],
  ['atan', Math.atan],
  ['sinh', Math.sinh],
  ['cosh', Math.cosh],
  ['tanh', Math.tanh],
  ['asinh', Math.asinh],
  ['acosh', Math.acosh],
  ['atanh', Math.atanh],
  ['sgn', signOf],
  ['rad', (value) => value * (Math.PI / 180)],
  ['deg', (value) => value * (180 / Math.PI)],
  ['round', (value, [nearest = 1]) => round(value, nearest)],
  ['clamp', (value, [low = NaN, high = NaN]) => clamp(value, low, high)],
  ['clamp_min', (value, [low = NaN]) => clamp(value, low, Infinity)],
  ['clamp_max', (value, [high = NaN]) => clamp(value, -Infinity, high)],
]);
