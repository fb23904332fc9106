import { REDACTED } from '../contract/index.ts';

/** Query parameters whose values open doors: signatures of pre-signed URLs, tokens, keys, passwords. */
const SECRET_PARAMETER =
  /(^|[?&])([^=&]*(?:sig|signature|token|secret|passw(?:or)?d|pwd|api[-_]?key|access[-_]?key|auth|session|credential|card|cvv|code)[^=&]*)=[^&#]*/gi;

/** A query string (without `?`) with the values of secret parameters replaced. */
export function redactQuery(query: string): string {
  return query.replace(SECRET_PARAMETER, `$1$2=${REDACTED}`);
}

/** Path and query of a request target; the query redacted. */
export function splitTarget(target: string): { path: string; query: string | undefined } {
  const start = target.indexOf('?');
  if (start === -1) return { path: target, query: undefined };
  return { path: target.slice(0, start), query: redactQuery(target.slice(start + 1)) };
}

/** A URL without user info, its query redacted, within a bounded length. */
export function redactUrl(protocol: string, host: string, target: string): string {
  const { path, query } = splitTarget(target);
  const url = `${protocol}//${host}${path}${query === undefined ? '' : `?${query}`}`;
  return url.length > MAX_URL_LENGTH ? url.slice(0, MAX_URL_LENGTH) : url;
}

export const MAX_URL_LENGTH = 2048;
