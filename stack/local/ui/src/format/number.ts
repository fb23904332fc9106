/** Between a figure and its unit: narrow, and never broken across lines. */
export const GAP = '\u202f';
/** Shown where there is no data, which is not zero. */
export const NO_DATA = '–';

/** Up to three significant digits, without noise behind the point. */
export function digits(value: number, significant = 3): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.max(0, Math.min(8, significant - 1 - size));
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const LARGE = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** 1.24 k, 38, 0.42 */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_DATA;
  for (const [size, letter] of LARGE) {
    if (Math.abs(value) >= size) return `${digits(value / size)}${GAP}${letter}`;
  }
  return digits(value);
}

/** 12 345 */
export function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(?:\d{3})+$)/g, GAP);
}

/** "1 span", "12 345 spans" */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** A share from 0 to 1 as a percentage. */
export function percent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || Number.isNaN(ratio)) return NO_DATA;
  const value = ratio * 100;
  if (value === 0) return `0${GAP}%`;
  if (Math.abs(value) < 0.01) return `<0.01${GAP}%`;
  return `${digits(value, Math.abs(value) >= 1 ? 3 : 2)}${GAP}%`;
}

/** Requests (or whatever `unit` says) per second. */
export function perSecond(value: number | null | undefined, unit = ''): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_DATA;
  const text = value > 0 && value < 0.01 ? '<0.01' : short(value);
  return unit === '' ? `${text}/s` : `${text}${GAP}${unit}/s`;
}

const BYTES = [
  [2 ** 40, 'TiB'],
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
] as const;

export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_DATA;
  for (const [size, unit] of BYTES) {
    if (Math.abs(value) >= size) return `${digits(value / size)}${GAP}${unit}`;
  }
  return `${digits(value)}${GAP}B`;
}
