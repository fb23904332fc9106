import { digits, GAP, NO_DATA } from './number.ts';

/** 38 ms, 1.24 s, 2 m 5 s, 430 µs */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return NO_DATA;
  const size = Math.abs(ms);
  if (size === 0) return `0${GAP}ms`;
  if (size < 0.001) return `${digits(ms * 1e6)}${GAP}ns`;
  if (size < 1) return `${digits(ms * 1000)}${GAP}µs`;
  if (size < 999.5) return `${digits(ms)}${GAP}ms`;
  if (size < 59_950) return `${digits(ms / 1000)}${GAP}s`;
  return longer(ms);
}

const PARTS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const;

function longer(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const words: string[] = [];
  let left = Math.round(Math.abs(ms) / 1000) * 1000;
  for (const [size, unit] of PARTS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 && words.length < 2) words.push(`${count}${GAP}${unit}`);
  }
  return sign + words.join(' ');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** 14:03:09 */
export function clock(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** 14:03:09.042 */
export function clockMs(ms: number): string {
  const part = Math.floor(((ms % 1000) + 1000) % 1000);
  return `${clock(ms)}.${String(part).padStart(3, '0')}`;
}

/** 2026-11-23 */
export function day(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Day and time to the millisecond, for tooltips. */
export function exactTime(ms: number): string {
  return `${day(ms)} ${clockMs(ms)}`;
}

/** Time alone when it is of the same day as `nowMs`. */
export function shortTime(ms: number, nowMs: number): string {
  return day(ms) === day(nowMs) ? clock(ms) : `${day(ms)} ${clock(ms)}`;
}

/** "12 s ago" */
export function ago(ms: number, nowMs: number): string {
  const passed = nowMs - ms;
  return passed < 1000 ? 'just now' : `${duration(Math.floor(passed / 1000) * 1000)} ago`;
}
