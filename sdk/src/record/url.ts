import { REDACTED } from '../contract/index.ts';

/**
 * Query parameters whose values open doors: signatures of pre-signed URLs, tokens, keys, passwords.
 */
const SECRET_NAME =
  /sig|signature|token|secret|passwd|password|pwd|api[-_]?key|access[-_]?key|auth|session/i;
const SECRET_WORD = /^(?:code|credential|x-amz-credential|card|cardnumber|card_number|cvv|key)$/i;
/** Longer names are no names that anybody means to read; they are cut before they are looked at. */
const NAME_MAX_LENGTH = 64;

/**
 * A query string (without `?`) with the values of secret parameters replaced. Takes time in
 * proportion to its length: it runs on whatever clients send.
 */
export function redactQuery(query: string): string {
  if (!query.includes('=')) return query;
  return query.split('&').map(redactParameter).join('&');
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  if (equals === -1) return parameter;
  const name = parameter.slice(0, Math.min(equals, NAME_MAX_LENGTH));
  if (!SECRET_NAME.test(name) && !SECRET_WORD.test(name)) return parameter;
  return `${parameter.slice(0, equals)}=${REDACTED}`;
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
  const start = target.slice(0, MAX_URL_LENGTH);
  const path = pathOf(start);
  const query = queryOf(start, path);
  const url = `${protocol}//${host}${path}${query === undefined ? '' : `?${query}`}`;
  return url.length > MAX_URL_LENGTH ? url.slice(0, MAX_URL_LENGTH) : url;
}

export const MAX_URL_LENGTH = 2048;
