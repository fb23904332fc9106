import type { WireLog } from '../../../src/wire/index.ts';

export type Level = WireLog['level'];

/** Worst first. */
export const LEVELS: readonly Level[] = [
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'unknown',
];
