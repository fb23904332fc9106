import { DATASET, LOG_PATH, SETTABLE_PATHS } from 'sightline/contract';
import type { JsonValue } from './values.ts';

/** Names of OpenTelemetry for what ECS calls otherwise. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['exception.type', 'error.type'],
  ['exception.message', LOG_PATH.errorMessage],
  ['exception.stacktrace', LOG_PATH.errorStack],
  ['http.request.body.size', LOG_PATH.requestBytes],
  ['http.response.body.size', LOG_PATH.responseBytes],
  ['http.method', LOG_PATH.method],
  ['http.status_code', LOG_PATH.status],
  ['enduser.id', LOG_PATH.userId],
  ['event.name', 'event.action'],
]);

/** First parts of names that both ECS and the semantic conventions define. */
const NESTED_ROOTS: ReadonlySet<string> = new Set(
  (
    'client cloud code container db destination error event faas file graphql http k8s ' +
    'log messaging network peer process rpc server session source thread tls url user user_agent'
  ).split(' '),
);
/** Of these the lines of Sightline's own exporter hold nothing but contract fields. */
const OWN_ROOTS: ReadonlySet<string> = new Set(['event', 'error']);
const OWN_PATHS: ReadonlySet<string> = new Set([...Object.keys(SETTABLE_PATHS), 'http.route']);

/** The logger that wrote a line of Sightline's own, by its dataset. */
export const OWN_LOGGERS: ReadonlyMap<JsonValue | undefined, string> = new Map([
  [DATASET.application, 'app'],
  [DATASET.sdk, 'app'],
  [DATASET.request, 'http'],
]);

export interface MutableFields {
  [name: string]: unknown;
}

/** Where an attribute goes, worked out once per name. */
interface Place {
  readonly parts: readonly string[];
  /** The type that the contract wants at this path. */
  readonly wanted: 'string' | 'number' | undefined;
  readonly nestsInOwn: boolean;
  readonly nests: boolean;
}

/** Names come from outside, so no more of them are remembered. */
const PLACES_MAX = 2000;
const places = new Map<string, Place>();

function placeOf(name: string): Place {
  const known = places.get(name);
  if (known !== undefined) return known;
  const path = RENAMED.get(name) ?? name;
  const parts = path.split('.');
  const [root = ''] = parts;
  const isNested = parts.length > 1;
  const place = {
    parts,
    wanted: SETTABLE_PATHS[path],
    nestsInOwn: OWN_PATHS.has(path) || (isNested && OWN_ROOTS.has(root)),
    nests: isNested && NESTED_ROOTS.has(root),
  };
  if (places.size < PLACES_MAX) places.set(name, place);
  return place;
}

/**
 * Adds an attribute of a log record to a line: known names nest, numbers go under
 * `numeric_labels`, everything else under `labels`. `isOwn`: the record comes from Sightline's
 * exporter, where only fields of the contract were nested before.
 */
export function addLogAttribute(
  into: MutableFields,
  name: string,
  value: JsonValue,
  isOwn: boolean,
): void {
  const { parts, wanted, nests, nestsInOwn } = placeOf(name);
  const fits = wanted === undefined || wanted === typeof value;
  if (fits && (isOwn ? nestsInOwn : nests) && setPath(into, parts, value)) return;
  const group = typeof value === 'number' ? 'numeric_labels' : 'labels';
  const labels = (into[group] ??= {}) as MutableFields;
  define(labels, name, value);
}

/** Sets a nested member; false when a value that is no object stands in its way. */
export function setPath(into: MutableFields, parts: readonly string[], value: unknown): boolean {
  const depth = parts.length - 1;
  let at = into;
  for (let part = 0; part < depth; part += 1) {
    const name = parts[part] as string;
    if (!Object.hasOwn(at, name)) define(at, name, {});
    const next = at[name];
    if (typeof next !== 'object' || next === null || Array.isArray(next)) return false;
    at = next as MutableFields;
  }
  const last = parts[depth] as string;
  if (Object.hasOwn(at, last)) return false;
  define(at, last, value);
  return true;
}

/** As an own member, whatever its name: `__proto__` comes from outside like any other. */
function define(into: MutableFields, name: string, value: unknown): void {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, configurable: true });
}
