import type { Level } from '../../model/index.ts';

/** Words of the common loggers, of syslog and of the cloud providers. */
const WORDS: ReadonlyMap<string, Level> = new Map<string, Level>([
  ['trace', 'trace'],
  ['silly', 'trace'],
  ['verbose', 'debug'],
  ['debug', 'debug'],
  ['info', 'info'],
  ['information', 'info'],
  ['informational', 'info'],
  ['http', 'info'],
  ['log', 'info'],
  ['default', 'info'],
  ['notice', 'info'],
  ['warn', 'warn'],
  ['warning', 'warn'],
  ['err', 'error'],
  ['error', 'error'],
  ['severe', 'error'],
  ['crit', 'fatal'],
  ['critical', 'fatal'],
  ['alert', 'fatal'],
  ['emerg', 'fatal'],
  ['emergency', 'fatal'],
  ['panic', 'fatal'],
  ['fatal', 'fatal'],
]);

/** Least numbers of pino's levels, most severe first. */
const PINO: readonly (readonly [atLeast: number, level: Level])[] = [
  [60, 'fatal'],
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [20, 'debug'],
  [10, 'trace'],
];

/** The level that a line states as a word in any case, or as pino's number; else `unknown`. */
export function levelOf(stated: unknown): Level {
  if (typeof stated === 'string') {
    const known = WORDS.get(stated) ?? WORDS.get(stated.trim().toLowerCase());
    if (known !== undefined) return known;
    return /^\d{2,3}$/.test(stated) ? levelOf(Number(stated)) : 'unknown';
  }
  if (typeof stated !== 'number') return 'unknown';
  return PINO.find(([atLeast]) => stated >= atLeast)?.[1] ?? 'unknown';
}
