/** Digits of a finite number and where its decimal point stands: `0.d1d2... * 10^point`. */
function digitsOf(value: number): { digits: string; point: number } {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : undefined;
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

function plainDigits(digits: string, point: number): string {
  if (point <= 0) return digits === '0' ? '0' : `0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function exponentDigits(digits: string, point: number): string {
  const exponent = point - 1;
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits.slice(0, 1)}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** The shortest decimal that reads back as the same number, never with an exponent. */
export function formatPlain(value: number): string {
  const named = special(value);
  if (named !== undefined) return named;
  const { digits, point } = digitsOf(value);
  return sign(value) + plainDigits(digits, point);
}

/**
 * A sample value as the HTTP API prints it: the shortest decimal, with an exponent below 1e-6 and
 * from 1e21 on; `NaN`, `+Inf`, `-Inf`.
 */
export function formatValue(value: number): string {
  const named = special(value);
  if (named !== undefined) return named;
  const size = Math.abs(value);
  const { digits, point } = digitsOf(value);
  const withExponent = size !== 0 && (size < 1e-6 || size >= 1e21);
  return sign(value) + (withExponent ? exponentDigits : plainDigits)(digits, point);
}

/** A number as messages show it: with an exponent below 1e-4 and from a million on. */
export function formatShort(value: number, precision?: number): string {
  const named = special(value);
  if (named !== undefined) return named;
  const rounded = precision === undefined ? value : Number(value.toPrecision(precision));
  const { digits, point } = digitsOf(rounded);
  const exponent = point - 1;
  const limit = precision ?? 6;
  const withExponent = rounded !== 0 && (exponent < -4 || exponent >= limit);
  return sign(value) + (withExponent ? exponentDigits : plainDigits)(digits, point);
}

const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A decimal float as label values carry it (`le="0.5"`, `+Inf`); undefined when it is none. */
export function parseFloatText(text: string): number | undefined {
  const [, prefix = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const factor = prefix === '-' ? -1 : 1;
  if (/^(?:inf|infinity)$/i.test(rest)) return factor * Infinity;
  if (/^nan$/i.test(rest)) return NaN;
  return DECIMAL.test(rest) ? factor * Number(rest) : undefined;
}
