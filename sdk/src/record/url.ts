import { REDACTED } from '../contract/index.ts';

/** Query parameters whose values open doors: signatures of pre-signed URLs, tokens, keys, passwords. */
const SECRET_PARAMETER =
  /(^|[?&])([^=&]*(?:sig|signature|token|secret|passw(?:or)?d|pwd|api[-_]?key|access[-_]?key|auth|session|credential|card|cvv|code)[^=&]*)=[^&#]*/gi;

/** A query string (without `?`) with the values of secret parameters replaced. */
export function redactQuery(query: string): string {
  return query.replace(SECRET_PARAMETER, `$1$2=${REDACTED}`);
}

/** The query of a request target, redacted; undefined without one. */
export function queryOf(target: string, path: string): string | undefined {
  return target.length === path.length ? undefined : redactQuery(target.slice(path.length + 1));
}

/** A request target without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}

/** A URL without user info, its query redacted, within a bounded length. */
export function redactUrl(protocol: string, host: string, target: string): string {
  const path = pathOf(target);
  const query = queryOf(target, path);
  const url = `${protocol}//${host}${path}${query === undefined ? '' : `?${query}`}`;
  return url.length > MAX_URL_LENGTH ? url.slice(0, MAX_URL_LENGTH) : url;
}

export const MAX_URL_LENGTH = 2048;
