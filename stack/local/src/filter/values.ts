import type { FieldTest } from './syntax.ts';

export type ValueTest = (value: unknown) => boolean;

const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const DURATION = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)$/;

/** `250ms`, `1.5s`, `2m` in milliseconds; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * (UNITS_MS[unit] as number);
}

/**
 * The test of one value: numbers and durations by size, texts whatever the case, `*` for any
 * characters, a lone `*` for any value at all. Of a list, one member is enough.
 */
export function valueTest({ comparison, value, quoted }: FieldTest): ValueTest {
  const single = comparison === '=' ? equality(value, quoted) : order(comparison, value);
  return (given) => (Array.isArray(given) ? given.some(single) : single(given));
}

function equality(value: string, quoted: boolean): ValueTest {
  if (!quoted && value === '*') return (given) => given !== undefined && given !== '';
  const wanted = value.toLowerCase();
  if (!quoted && value.includes('*')) {
    const pattern = new RegExp(`^${wanted.split('*').map(escape).join('.*')}$`, 's');
    return (given) => given !== undefined && pattern.test(asText(given).toLowerCase());
  }
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return (given) => {
    if (given === undefined) return false;
    if (typeof given === 'number') return given === number;
    return asText(given).toLowerCase() === wanted;
  };
}

function order(comparison: FieldTest['comparison'], value: string): ValueTest {
  const limit = durationMs(value) ?? Number(value);
  const compare = (a: number | string, b: number | string): boolean => {
    if (comparison === '>') return a > b;
    if (comparison === '>=') return a >= b;
    return comparison === '<' ? a < b : a <= b;
  };
  return (given) => {
    if (given === undefined || given === '') return false;
    if (!Number.isNaN(limit)) {
      const number = Number(given);
      return !Number.isNaN(number) && compare(number, limit);
    }
    return compare(asText(given), value);
  };
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return String(value);
  return JSON.stringify(value);
}
