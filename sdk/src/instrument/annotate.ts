import { context } from '@opentelemetry/api';

import { DerivedContext, RequestContext } from '../context/index.ts';
import { ATTR } from '../contract/index.ts';
import { RequestRecord, type LabelValue } from '../record/index.ts';

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

/** The record of the request that is being served, if there is one. */
export function currentRecord(): RequestRecord | undefined {
  const active = context.active();
  if (active instanceof RequestContext || active instanceof DerivedContext) {
    return active.record instanceof RequestRecord ? active.record : undefined;
  }
  return undefined;
}

/**
 * Adds facts to the current request: they appear on its log line and on its span. Outside a
 * request, or after it ended, it does nothing. At most 64 labels of 1,024 characters; more are
 * ignored. Never throws.
 *
 * @returns true when there was a request to annotate.
 * @example annotate({ 'user.id': user.id, labels: { plan: user.plan } })
 */
export function annotate(annotations: Annotations): boolean {
  const record = currentRecord();
  if (record === undefined || record.ended || typeof annotations !== 'object') return false;
  const user = annotations?.[ATTR.userId];
  if (user !== undefined && user !== null) {
    const id = String(user).slice(0, MAX_TEXT_LENGTH);
    record.userId = hashUserId === undefined ? id : hashUserId(id);
  }
  const route = annotations?.[ATTR.route];
  if (typeof route === 'string' && route !== '') record.route = route.slice(0, MAX_TEXT_LENGTH);
  if (annotations?.labels) addLabels(record, annotations.labels);
  return true;
}

function addLabels(record: RequestRecord, labels: Record<string, LabelValue>): void {
  record.labels ??= {};
  let room = MAX_LABELS - Object.keys(record.labels).length;
  for (const [name, value] of Object.entries(labels)) {
    if (room <= 0) return;
    if (typeof value === 'string') record.labels[name] = value.slice(0, MAX_TEXT_LENGTH);
    else if (typeof value === 'boolean' || Number.isFinite(value)) record.labels[name] = value;
    else continue;
    room -= 1;
  }
}
