import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';
import type { WireProblem } from '../wire/index.ts';
import { ApiProblem } from './problem.ts';

/** Smaller answers are not worth compressing. */
const COMPRESS_ABOVE_BYTES = 1400;

/** Sent with every answer: the page loads nothing from elsewhere and stands in no frame. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; " +
    "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export function sendJson(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  body: unknown,
): void {
  const text = Buffer.from(JSON.stringify(body));
  const headers = { ...SECURITY_HEADERS, 'content-type': 'application/json; charset=utf-8' };
  res.setHeader('cache-control', 'no-store');
  const accepts = /\bgzip\b/.test(req.headers['accept-encoding'] ?? '');
  if (!accepts || text.length < COMPRESS_ABOVE_BYTES) {
    res.writeHead(status, headers).end(text);
    return;
  }
  gzip(text, { level: 1 }, (error, packed) => {
    if (res.destroyed) return;
    if (error) res.writeHead(status, headers).end(text);
    else res.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(packed);
  });
}

export function sendText(res: ServerResponse, status: number, text: string, type = 'text/plain') {
  res.writeHead(status, { ...SECURITY_HEADERS, 'content-type': `${type}; charset=utf-8` });
  res.end(text);
}

/** Says what went wrong; what we did not foresee is a 500 with its message. */
export function sendProblem(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  const { message, position } = error as Error & { position?: number };
  const status = error instanceof ApiProblem ? error.status : hasPosition(error) ? 400 : 500;
  const body: WireProblem = { error: message, ...(position === undefined ? {} : { position }) };
  sendJson(req, res, status, body);
}

/** A filter that cannot be read says where. */
function hasPosition(error: unknown): boolean {
  return error instanceof Error && error.name === 'FilterError';
}
