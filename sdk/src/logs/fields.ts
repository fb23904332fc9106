import { LOG_FIELD, LOG_PATH, REDACTED, SETTABLE_PATHS } from '../contract/index.ts';
import { cleaner } from './clean.ts';
import type { LogCounters } from './counters.ts';
import { ecsError, isError, type EcsError } from './errors.ts';
import type { IsSecret } from './redact.ts';

const MAX_FIELDS = 100;
const MAX_DEPTH = 6;

const SETTABLE_ROOTS = new Set(Object.keys(SETTABLE_PATHS).map((path) => path.split('.', 1)[0]));

/** The part of a log line that comes from the application's own fields. */
export interface AppFields {
  error?: EcsError;
  labels?: Record<string, unknown>;
  numeric_labels?: Record<string, number>;
  [field: string]: unknown;
}

export interface FieldMapper {
  /** Adds an object given by the application to the fields of a line. */
  add(into: AppFields, given: object): void;
}

/**
 * Sorts application fields into the contract: errors become `error`, contract fields of the right
 * type stay, everything else goes under `labels` or `numeric_labels`, so that no application can
 * break the mapping of another. Secrets are redacted at any depth.
 */
export function fieldMapper(
  isSecret: IsSecret,
  counters: LogCounters,
  userId: (id: string) => string,
): FieldMapper {
  const clean = cleaner(isSecret);

  function add(into: AppFields, given: object): void {
    let room = MAX_FIELDS;
    for (const [key, value] of Object.entries(given)) {
      if (room-- <= 0) return;
      if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue;
      addField(into, key, value);
    }
  }

  function addField(into: AppFields, key: string, value: unknown): void {
    if (isSecret(key)) {
      label(into, key, REDACTED);
    } else if (isError(value) && (key === 'err' || key === LOG_FIELD.error)) {
      into.error = ecsError(value);
      const { code } = value as { code?: unknown };
      if (typeof code === 'string') label(into, 'error_code', code);
    } else if (key === LOG_FIELD.labels && isPlain(value)) {
      for (const [name, inner] of Object.entries(value)) move(into, name, inner);
    } else if (key === LOG_FIELD.numericLabels && isPlain(value)) {
      for (const [name, inner] of Object.entries(value)) move(into, name, inner);
    } else if (isHttpMessage(value)) {
      addHttp(into, value);
    } else if (SETTABLE_ROOTS.has(key) && isPlain(value)) {
      addNested(into, key, value);
    } else {
      counters.fieldsMoved += 1;
      move(into, key, value);
    }
  }

  /** An object under a contract name: leaves that the contract knows stay, others become labels. */
  function addNested(into: AppFields, path: string, given: object, depth = 0): void {
    for (const [key, value] of Object.entries(given)) {
      const full = `${path}.${key}`;
      const wanted = SETTABLE_PATHS[full];
      if (wanted !== undefined && typeof value === wanted) {
        setPath(into, full, full === LOG_PATH.userId ? userId(String(value)) : value);
      } else if (isPlain(value) && wanted === undefined && depth < MAX_DEPTH) {
        addNested(into, full, value, depth + 1);
      } else if (value !== undefined && typeof value !== 'function') {
        counters.fieldsMoved += 1;
        move(into, full, isSecret(key) ? REDACTED : value);
      }
    }
  }

  function move(into: AppFields, key: string, value: unknown): void {
    if (typeof value === 'number' && Number.isFinite(value)) {
      into.numeric_labels ??= {};
      into.numeric_labels[key] = value;
    } else {
      label(into, key, isSecret(key) ? REDACTED : clean(value, 0));
    }
  }

  return { add };
}

function label(into: AppFields, key: string, value: unknown): void {
  if (value === undefined) return;
  into.labels ??= {};
  into.labels[key] = value;
}

function setPath(into: AppFields, path: string, value: unknown): void {
  const parts = path.split('.');
  let at = into as Record<string, unknown>;
  for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
  at[parts.at(-1) as string] = value;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isError(value);
}

/** Node's own request and response objects, as `logger.info(req)` hands them over. */
function addHttp(into: AppFields, message: HttpMessage): void {
  if (typeof message.method === 'string') setPath(into, LOG_PATH.method, message.method);
  const target = message.originalUrl ?? message.url;
  if (typeof target === 'string') setPath(into, LOG_PATH.path, target.split('?', 1)[0]);
  if (typeof message.statusCode === 'number') {
    setPath(into, LOG_PATH.status, message.statusCode);
  }
}

interface HttpMessage {
  readonly method?: unknown;
  readonly url?: unknown;
  readonly originalUrl?: unknown;
  readonly statusCode?: unknown;
}

function isHttpMessage(value: unknown): value is HttpMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { headers, socket, setHeader } = value as Record<string, unknown>;
  return (headers !== undefined && socket !== undefined) || typeof setHeader === 'function';
}
