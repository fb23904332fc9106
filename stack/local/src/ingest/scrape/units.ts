import type { ConfigNode } from './config-node.ts';

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const DAY_MS = 86_400_000;
const UNITS_MS = [365 * DAY_MS, 7 * DAY_MS, DAY_MS, 3_600_000, 60_000, 1000, 1];

/** `1m30s`, `500ms` and so on in milliseconds; undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const parts = DURATION.exec(text);
  if (parts === null || text === '') return undefined;
  return UNITS_MS.reduce((sum, unitMs, at) => sum + Number(parts[at + 1] ?? 0) * unitMs, 0);
}

/** A duration above zero. */
export function durationMs(node: ConfigNode): number {
  const value = parseDuration(node.text());
  if (value !== undefined && value > 0) return value;
  throw node.error(`${node.shown()} is not a duration such as 15s, 1m30s or 500ms`);
}

const SIZE = /^(\d+(?:\.\d+)?)([KMGTPE]i?)?B$/;
const POWERS = 'KMGTPE';

/** A number of bytes such as `10MB`; as in Prometheus KB and KiB are both 1024. */
export function sizeBytes(node: ConfigNode): number {
  const text = node.text();
  if (text === '0') return 0;
  const [, number, unit = ''] = SIZE.exec(text) ?? [];
  if (number === undefined) throw node.error(`${node.shown()} is not a size such as 512KB or 10MB`);
  const power = unit === '' ? 0 : POWERS.indexOf(unit[0] as string) + 1;
  return Math.floor(Number(number) * 1024 ** power);
}
