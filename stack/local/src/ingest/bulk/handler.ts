import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyError, readBody } from '../http/body.ts';
import type { RequestHandler } from '../http/handler.ts';
import { requestPath } from '../http/path.ts';
import type { IngestInto } from '../into.ts';
import { actionsOf, BulkBodyError } from './actions.ts';
import { wantsPath } from './filter-path.ts';
import { CLUSTER_HEALTH, CLUSTER_INFO } from './info.ts';
import { BulkTaker } from './take.ts';

/** A larger body, on the wire or inflated, is answered by 413; as Elasticsearch's own default. */
export const BULK_BODY_BYTES_MAX = 100 * 1024 * 1024;

/**
 * The face of an Elasticsearch that takes logs: `_bulk`, `_refresh`, `_cluster/health` and `/`.
 * Everything below a path part that starts with an underscore is answered here; `GET /` only when
 * the caller is no browser, so that a page may stand on the same port.
 */
export function bulkHandler(into: IngestInto): RequestHandler {
  const taker = new BulkTaker(into);
  return (req, res) => {
    const { parts, query } = requestPath(req);
    if (!isMeant(req, parts)) return false;
    const bulk = parts.at(-1) === '_bulk' && parts.length <= 2;
    if (bulk && (req.method === 'POST' || req.method === 'PUT')) {
      const index = parts.length === 2 ? (parts[0] ?? '') : '';
      const filterPath = query.get('filter_path');
      void answerBulk(taker, req, res, { index, filterPath });
    } else {
      req.resume();
      answerOther(req, res, parts);
    }
    return true;
  };
}

function isMeant(req: IncomingMessage, parts: readonly string[]): boolean {
  // Labels have names like `__name__`, and stand in paths of the API.
  if (parts[0] === 'api') return false;
  if (parts.length > 0) return parts.some((part) => part.startsWith('_'));
  if (req.method === 'HEAD') return true;
  return req.method === 'GET' && !(req.headers.accept ?? '').includes('text/html');
}

interface BulkTarget {
  readonly index: string;
  readonly filterPath: string | null;
}

async function answerBulk(
  taker: BulkTaker,
  req: IncomingMessage,
  res: ServerResponse,
  { index, filterPath }: BulkTarget,
): Promise<void> {
  const startMs = performance.now();
  try {
    checkContentType(req);
    const body = await readBody(req, BULK_BODY_BYTES_MAX);
    const actions = actionsOf(body, index);
    const answer = await taker.take(body, actions, wantsPath(filterPath));
    send(req, res, 200, answer.text(Math.round(performance.now() - startMs)));
  } catch (error) {
    refuse(taker, req, res, error);
  }
}

const CONTENT_TYPES =
  /^application\/(?:(?:x-nd)?json|vnd\.elasticsearch\+(?:x-nd)?json)\s*(?:;|$)/i;

/**
 * Only what Elasticsearch takes. It also keeps out pages of other sites: a browser lets them send
 * plain text without asking first, and nothing else.
 */
function checkContentType(req: IncomingMessage): void {
  const type = req.headers['content-type'] ?? '';
  if (CONTENT_TYPES.test(type)) return;
  const allowed = 'application/x-ndjson or application/json';
  throw new ContentTypeError(`Content-Type header [${type}] is not supported; send ${allowed}`);
}

class ContentTypeError extends Error {}

function refuse(taker: BulkTaker, req: IncomingMessage, res: ServerResponse, error: unknown): void {
  const { message } = error as Error;
  if (error instanceof BulkBodyError) {
    taker.refuseBody('malformed_body');
    sendError(req, res, 400, error.type, message);
  } else if (error instanceof BodyError) {
    const reasons = { 400: 'unreadable_body', 413: 'too_large', 415: 'unknown_encoding' };
    taker.refuseBody(reasons[error.status]);
    // The rest of the body is not read, so the connection cannot serve another request.
    res.shouldKeepAlive = false;
    req.resume();
    sendError(req, res, error.status, 'content_exception', message);
  } else if (error instanceof ContentTypeError) {
    taker.refuseBody('content_type');
    req.resume();
    sendError(req, res, 406, 'media_type_header_exception', message);
  } else {
    taker.refuseBody('failed');
    sendError(req, res, 500, 'internal_error', message);
  }
}

function answerOther(req: IncomingMessage, res: ServerResponse, parts: readonly string[]): void {
  const { method = '' } = req;
  const path = parts.join('/');
  const reads = method === 'GET' || method === 'HEAD';
  if (path === '' && reads) {
    send(req, res, 200, JSON.stringify(CLUSTER_INFO));
  } else if (path === '_cluster/health' && reads) {
    send(req, res, 200, JSON.stringify(CLUSTER_HEALTH));
  } else if (parts.length <= 2 && parts.at(-1) === '_refresh' && (reads || method === 'POST')) {
    send(req, res, 200, '{"_shards":{"total":1,"successful":1,"failed":0}}');
  } else {
    const known = 'this stack takes logs: _bulk, _refresh, _cluster/health and /';
    const reason = `no handler found for uri [/${path}] and method [${method}]; ${known}`;
    sendError(req, res, 400, 'illegal_argument_exception', reason);
  }
}

function sendError(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  type: string,
  reason: string,
): void {
  const error = { root_cause: [{ type, reason }], type, reason };
  send(req, res, status, JSON.stringify({ error, status }));
}

function send(req: IncomingMessage, res: ServerResponse, status: number, json: string): void {
  if (res.destroyed) return;
  res.writeHead(status, {
    'content-type': mediaType(req),
    'content-length': Buffer.byteLength(json),
    // Official clients refuse a server that does not send this.
    'x-elastic-product': 'Elasticsearch',
  });
  res.end(req.method === 'HEAD' ? undefined : json);
}

/** A vendored media type is answered by the vendored JSON of the same version. */
function mediaType(req: IncomingMessage): string {
  const asked = `${req.headers.accept ?? ''} ${req.headers['content-type'] ?? ''}`;
  const version = /vnd\.elasticsearch\+(?:x-nd)?json; ?compatible-with=(\d{1,3})/.exec(asked)?.[1];
  if (version === undefined) return 'application/json';
  return `application/vnd.elasticsearch+json;compatible-with=${version}`;
}
