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
  const path = RENAMED.get(name) ?? name;
  const wanted = SETTABLE_PATHS[path];
  const nests =
    (isOwn ? isOwnPath(path) : isKnownPath(path)) && (wanted ?? typeof value) === typeof value;
  if (nests && setPath(into, path, value)) return;
  const group = typeof value === 'number' ? 'numeric_labels' : 'labels';
  const labels = (into[group] ??= {}) as MutableFields;
  define(labels, name, value);
}

function isOwnPath(path: string): boolean {
  return OWN_PATHS.has(path) || (path.includes('.') && OWN_ROOTS.has(path.split('.', 1)[0] ?? ''));
}

function isKnownPath(path: string): boolean {
  return path.includes('.') && NESTED_ROOTS.has(path.split('.', 1)[0] ?? '');
}

/** Sets a nested member; false when a value that is no object stands in its way. */
export function setPath(into: MutableFields, path: string, value: unknown): boolean {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  let at = into;
  for (const part of parts) {
    if (!Object.hasOwn(at, part)) define(at, part, {});
    const next = at[part];
    if (typeof next !== 'object' || next === null || Array.isArray(next)) return false;
    at = next as MutableFields;
  }
  if (Object.hasOwn(at, last)) return false;
  define(at, last, value);
  return true;
}

/** As an own member, whatever its name: `__proto__` comes from outside like any other. */
function define(into: MutableFields, name: string, value: unknown): void {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, configurable: true });
}
