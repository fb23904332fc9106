import {
  DATASET,
  ECS_VERSION,
  LOG_FIELD,
  LOG_LEVELS,
  SETTABLE_PATHS,
} from '../../src/contract/index.ts';
import type { CollectedLine } from '../../src/testing/index.ts';

const KNOWN = new Set<string>(Object.values(LOG_FIELD));
const DATASETS = new Set<string>(Object.values(DATASET));
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const HEX = /^[0-9a-f]+$/;
const BAD_PATH_NAME = /^\s*$|^\.|\.\.|\.$/;

type Rule = readonly [problem: string, holds: (line: CollectedLine) => boolean];

const isText = (value: unknown): boolean => typeof value === 'string';
const isOptional = (value: unknown, holds: boolean): boolean => value === undefined || holds;

/** Every field of the contract is there, of its type, and of nobody else's making. */
const RULES: readonly Rule[] = [
  ['unknown field', (line) => Object.keys(line).every((key) => KNOWN.has(key))],
  ['time', (line) => TIME.test(line[LOG_FIELD.timestamp])],
  ['level', ({ log }) => Object.hasOwn(LOG_LEVELS, log.level)],
  ['logger', ({ log }) => log.logger === 'app' || log.logger === 'http'],
  ['message', ({ message }) => isOptional(message, isText(message))],
  ['ecs', (line) => JSON.stringify(line[LOG_FIELD.ecs]) === `{"version":"${ECS_VERSION}"}`],
  ['service', ({ service }) => isText(service['name']) && typeof service['node'] === 'object'],
  ['host', (line) => isText((line[LOG_FIELD.host] as { name?: unknown }).name)],
  ['event id', ({ event }) => ULID.test(event.id)],
  ['sequence', (line) => Number.isSafeInteger(sequenceOf(line))],
  ['dataset', ({ event }) => DATASETS.has(event.dataset ?? '')],
  ['trace', ({ trace }) => isOptional(trace, HEX.test(trace?.id ?? ''))],
  ['span', ({ span }) => isOptional(span, HEX.test(span?.id ?? ''))],
  ['error', ({ error }) => Object.values(error ?? {}).every(isText)],
  ['labels', ({ labels = {} }) => Object.keys(labels).every((name) => !name.includes('\0'))],
  [
    'numeric labels',
    (line) =>
      Object.entries(line.numeric_labels ?? {}).every(
        ([name, value]) => Number.isFinite(value) && !BAD_PATH_NAME.test(name),
      ),
  ],
];

/** What of a line is not as the contract says. */
export function contractProblems(line: CollectedLine, pid: number): string[] {
  const problems = RULES.filter(([, holds]) => !holds(line)).map(([problem]) => problem);
  if ((line[LOG_FIELD.process] as { pid?: unknown }).pid !== pid) problems.push('pid');
  for (const [path, type] of Object.entries(SETTABLE_PATHS)) {
    let at: unknown = line;
    for (const part of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
    if (at !== undefined && typeof at !== type) problems.push(path);
  }
  return problems;
}

export function sequenceOf(line: CollectedLine): number {
  return (line.event as { sequence?: number }).sequence ?? Number.NaN;
}
