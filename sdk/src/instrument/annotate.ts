import { context } from '@opentelemetry/api';

import { DerivedContext, headOf, RequestContext } from '../context/index.ts';
import { ATTR, TRUNCATED_LABEL } from '../contract/index.ts';
import {
  fieldName,
  isPathName,
  Operation,
  put,
  RequestRecord,
  type LabelValue,
} from '../record/index.ts';

/** What `annotate` takes; each value reaches the request's log line and its span. */
export interface Annotations {
  /** Who asked; hashed unless `userId: 'plain'` was configured. */
  'user.id'?: string | number;
  /** Route template, for routers the SDK does not know. Must not hold a real id. */
  'http.route'?: string;
  /** Free fields. Strings and booleans go to `labels`, numbers to `numeric_labels`. */
  labels?: Record<string, LabelValue>;
}

const MAX_LABELS = 64;
const MAX_TEXT_LENGTH = 1024;

let hashUserId: ((id: string) => string) | undefined;

/** Set once at start; undefined = ids are kept as they are. */
export function setUserIdHash(hash: ((id: string) => string) | undefined): void {
  hashUserId = hash;
}

/** The request or operation that runs now, if there is one. */
function currentRecord(): RequestRecord | Operation | undefined {
  const active = context.active();
  if (active instanceof RequestContext || active instanceof DerivedContext) {
    const { record } = active;
    return record instanceof RequestRecord || record instanceof Operation ? record : undefined;
  }
  return undefined;
}

/**
 * Adds facts to the current request, call or message: its log line and its span show them. Outside
 * one, or after it ended, it does nothing. At most 64 labels of 1,024 characters; the
 * line of a request that was given more is marked as truncated. Never throws.
 *
 * @returns true when there was a request to annotate.
 * @example annotate({ 'user.id': user.id, labels: { plan: user.plan } })
 */
export function annotate(annotations: Annotations): boolean {
  const record = currentRecord();
  if (record === undefined || record.ended || typeof annotations !== 'object') return false;
  try {
    addAll(record, annotations);
  } catch {
    // What threw when it was read is left out.
  }
  return true;
}

function addAll(record: RequestRecord | Operation, annotations: Annotations): void {
  const user = annotations?.[ATTR.userId];
  if (typeof user === 'string' || typeof user === 'number') {
    const id = headOf(String(user), MAX_TEXT_LENGTH);
    record.userId = hashUserId === undefined ? id : hashUserId(id);
  }
  const route = annotations?.[ATTR.route];
  const isRoute = typeof route === 'string' && route !== '';
  if (isRoute && record instanceof RequestRecord) record.route = headOf(route, MAX_TEXT_LENGTH);
  if (annotations?.labels) addLabels(record, annotations.labels);
}

function addLabels(record: RequestRecord | Operation, given: Record<string, LabelValue>): void {
  record.labels ??= {};
  const { labels } = record;
  let room = MAX_LABELS - Object.keys(labels).length;
  for (const key of Object.keys(given)) {
    if (room > 0 && addLabel(labels, fieldName(key), () => given[key])) room -= 1;
    else if (room <= 0) {
      labels[TRUNCATED_LABEL] = 'true';
      return;
    }
  }
}

/** False when there was nothing to add. */
function addLabel(
  labels: Record<string, LabelValue>,
  name: string,
  read: () => LabelValue | undefined,
): boolean {
  try {
    const value = read();
    const isText = typeof value === 'string';
    const isNumber = typeof value === 'number' && Number.isFinite(value) && isPathName(name);
    if (!isText && !isNumber && typeof value !== 'boolean') return false;
    if (isText && value.length > MAX_TEXT_LENGTH) labels[TRUNCATED_LABEL] = 'true';
    put(labels, name, isText ? headOf(value, MAX_TEXT_LENGTH) : value);
    return true;
  } catch {
    labels[TRUNCATED_LABEL] = 'true';
    return false;
  }
}
