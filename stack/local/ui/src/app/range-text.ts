import { clock, day } from '../format/time.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export interface Range {
  readonly from: number;
  readonly to: number;
}

export const DEFAULT_FROM = 'now-15m';
export const DEFAULT_TO = 'now';

export const PRESETS: readonly { readonly from: string; readonly words: string }[] = [
  { from: 'now-5m', words: 'Last 5 minutes' },
  { from: 'now-15m', words: 'Last 15 minutes' },
  { from: 'now-30m', words: 'Last 30 minutes' },
  { from: 'now-1h', words: 'Last hour' },
  { from: 'now-3h', words: 'Last 3 hours' },
  { from: 'now-12h', words: 'Last 12 hours' },
];

/** `now`, `now-15m`, milliseconds since 1970, or a date. Undefined when it is none of these. */
export function parseTime(text: string, nowMs: number): number | undefined {
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(text.trim());
  if (relative !== null) {
    const [, count = '0', unit = 's'] = relative;
    return nowMs - Number(count) * (UNIT_MS[unit] ?? 0);
  }
  if (/^\d{10,14}$/.test(text.trim())) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

/** Narrower than this the usual range does not become, however new the data is. */
const YOUNG_MS = 120_000;
/** Left of the first data, so that it does not begin at the very edge. */
const LEAD_MS = 5000;

/** Whether the usual range is cut because nothing is older than `sinceMs`. */
export function isYoung(from: string, to: string, nowMs: number, sinceMs: number): boolean {
  return from === '' && isRelative(to) && sinceMs - LEAD_MS > nowMs - 900_000;
}

/**
 * A range from its two texts; nonsense falls back to the usual one. That begins with the data while
 * there are less than 15 minutes of it: an empty chart with something at its edge tells nothing.
 */
export function resolveRange(from: string, to: string, nowMs: number, sinceMs = 0): Range {
  if (isYoung(from, to, nowMs, sinceMs)) {
    return { from: Math.min(sinceMs - LEAD_MS, nowMs - YOUNG_MS), to: nowMs };
  }
  const start = parseTime(from || DEFAULT_FROM, nowMs) ?? nowMs - 900_000;
  const end = parseTime(to || DEFAULT_TO, nowMs) ?? nowMs;
  return start < end ? { from: start, to: end } : { from: end - 900_000, to: end };
}

/** Moves with the clock. */
export function isRelative(to: string): boolean {
  return to === '' || to === 'now';
}

export function rangeWords(from: string, to: string, nowMs: number, sinceMs = 0): string {
  if (isYoung(from, to, nowMs, sinceMs)) return 'Since the start';
  if (isRelative(to)) {
    const preset = PRESETS.find((one) => one.from === (from || DEFAULT_FROM));
    if (preset !== undefined) return preset.words;
    const own = /^now-(\d+)([smhd])$/.exec(from);
    if (own !== null) return `Last ${own[1]} ${own[2]}`;
  }
  const range = resolveRange(from, to, nowMs);
  const start = day(range.from) === day(nowMs) ? '' : `${day(range.from)} `;
  const end = day(range.to) === day(range.from) ? '' : `${day(range.to)} `;
  return `${start}${clock(range.from)} – ${end}${clock(range.to)}`;
}

/** The range moved by half its width; relative ones become fixed. */
export function shifted({ from, to }: Range, direction: -1 | 1): { from: string; to: string } {
  const by = (direction * (to - from)) / 2;
  return { from: String(Math.round(from + by)), to: String(Math.round(to + by)) };
}

/** How often a live page asks again: often when the range is short. */
export function refreshMs({ from, to }: Range): number {
  return Math.min(30_000, Math.max(2000, (to - from) / 180));
}
