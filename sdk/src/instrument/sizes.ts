import type { ServerResponse } from 'node:http';

import type { SeenHeaders } from './headers.ts';

const UNKNOWN = -1;

/** Declared size of the request body in bytes; 0 without a body, -1 when it came in chunks. */
export function requestSize(seen: SeenHeaders): number {
  if (seen.contentLength !== undefined) return toSize(seen.contentLength);
  return seen.transferEncoding === undefined ? 0 : UNKNOWN;
}

/** Size of the response body in bytes; -1 when it was streamed without a declared length. */
export function responseSize(method: string, res: ServerResponse): number {
  const { statusCode } = res;
  if (method === 'HEAD' || statusCode === 204 || statusCode === 304) return 0;
  const declared = res.getHeader('content-length');
  if (declared !== undefined) return toSize(declared);
  // Node counts the body itself when `end(body)` is the first and only write.
  const counted = (res as { _contentLength?: unknown })._contentLength;
  return typeof counted === 'number' ? counted : UNKNOWN;
}

function toSize(value: unknown): number {
  const size = Number(value);
  return Number.isInteger(size) && size >= 0 ? size : UNKNOWN;
}
