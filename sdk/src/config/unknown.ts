import { REDACTED } from '../contract/index.ts';
import { SightlineConfigError } from './errors.ts';
import type { Reader } from './reader.ts';
import { nearest } from './suggest.ts';
import { OPTIONS, VARIABLES } from './table.ts';

const PATHS = OPTIONS.map((row) => row.option);
const TOP_LEVEL = [...new Set(PATHS.map((path) => path.split('.')[0] ?? path))];
const GROUP_NAMES = new Set(PATHS.filter((path) => path.includes('.')).map(groupOf));

function groupOf(path: string): string {
  return path.slice(0, path.indexOf('.'));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws for anything in the options that is no known name; values are not looked at. */
export function checkNames(options: unknown): void {
  if (!isPlainObject(options)) throw notAnObject('options', options);
  for (const [name, value] of Object.entries(options)) {
    if (!TOP_LEVEL.includes(name)) throw unknownOption(name, TOP_LEVEL);
    if (!GROUP_NAMES.has(name) || value === undefined) continue;
    if (!isPlainObject(value)) throw notAnObject(name, value);
    for (const key of Object.keys(value)) {
      const path = `${name}.${key}`;
      if (!PATHS.includes(path)) throw unknownOption(path, PATHS);
    }
  }
}

function notAnObject(option: string, value: unknown): SightlineConfigError {
  const shown = Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
  return new SightlineConfigError('INVALID_OPTIONS', {
    option,
    shown,
    allowed: 'an object, or nothing',
    fix: `Pass an object literal such as { ${option === 'slo' ? 'availability: 0.999' : ''} }.`,
  });
}

const OPTION_EDITS_MAX = 3;

function unknownOption(name: string, known: readonly string[]): SightlineConfigError {
  const close = nearest(name, known, OPTION_EDITS_MAX);
  const group = name.includes('.') ? `${groupOf(name)}.` : '';
  const names = known.filter((each) => each.startsWith(group)).join(', ');
  return new SightlineConfigError('UNKNOWN_OPTION', {
    option: name.slice(0, 80),
    shown: 'not known',
    value: REDACTED,
    allowed: names,
    fix: close === undefined ? 'Remove it.' : `Did you mean ${close}?`,
  });
}

const VARIABLE_EDITS_MAX = 2;

/**
 * Warns of variables one or two typing mistakes away from ours. Others with our prefix are left
 * alone: Kubernetes sets some of its own making for a service that is called "sightline".
 */
export function warnOfTypos(reader: Reader, env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith('SIGHTLINE_') || VARIABLES.includes(name)) continue;
    const close = nearest(name, VARIABLES, VARIABLE_EDITS_MAX);
    if (close === undefined || env[close] !== undefined) continue;
    reader.warn('ENV_UNKNOWN', `${name} is not read. Did you mean ${close}?`);
  }
}
