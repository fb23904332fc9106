import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyError, readBody } from '../http/body.ts';
import type { RequestHandler } from '../http/handler.ts';
import { requestPath } from '../http/path.ts';
import { isAuthorized } from '../http/token.ts';
import { exportResponse, rpcStatus } from './answer.ts';
import { encodeJson } from './json-encode.ts';
import { LOGS_REQUEST, TRACES_REQUEST } from './messages.ts';
import { METRICS_REQUEST } from './metric-messages.ts';
import type { Message } from './schema.ts';
import type { OtlpSignal, OtlpTaker } from './take.ts';
import { WireError } from './wire-error.ts';

/** A larger body, on the wire or inflated, is answered by 413. */
export const OTLP_BODY_BYTES_MAX = 64 * 1024 * 1024;
/** The same for JSON, which takes many times its size in memory. */
export const OTLP_JSON_BYTES_MAX = 16 * 1024 * 1024;

export interface OtlpHttpOptions {
  /** Callers must send it as `authorization: Bearer <token>`; none asked for when absent. */
  readonly token?: string | undefined;
}

interface Route {
  readonly signal: OtlpSignal;
  readonly message: Message;
  /** Of the partial success in JSON. */
  readonly rejectedName: string;
}

const ROUTES: Readonly<Record<string, Route>> = {
  '/v1/traces': { signal: 'traces', message: TRACES_REQUEST, rejectedName: 'rejectedSpans' },
  '/v1/metrics': {
    signal: 'metrics',
    message: METRICS_REQUEST,
    rejectedName: 'rejectedDataPoints',
  },
  '/v1/logs': { signal: 'logs', message: LOGS_REQUEST, rejectedName: 'rejectedLogRecords' },
};

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

/** Codes of google.rpc.Code by the HTTP status they go with. */
const RPC_CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  405: 12,
  413: 8,
  415: 3,
  500: 13,
};

/** What refusals are counted as, by their status. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'unreadable_body',
  401: 'wrong_token',
  405: 'wrong_method',
  413: 'too_large',
  415: 'content_type',
};

/** Takes OTLP/HTTP, in protobuf and JSON, plain, gzip or deflate. */
export function otlpHttpHandler(taker: OtlpTaker, options: OtlpHttpOptions = {}): RequestHandler {
  return (req, res) => {
    const { path } = requestPath(req);
    const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
    if (route === undefined) return false;
    void answer(taker, options, route, req, res);
    return true;
  };
}

/** A request that is refused before its content is looked at. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function answer(
  taker: OtlpTaker,
  { token }: OtlpHttpOptions,
  route: Route,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const isJson = mediaType(req) === JSON_TYPE;
  const { signal, message } = route;
  try {
    checkRequest(req, token);
    const body = await readBody(req, isJson ? OTLP_JSON_BYTES_MAX : OTLP_BODY_BYTES_MAX);
    const request = isJson ? encodedJson(taker, signal, message, body) : body;
    const taken = taker.take('otlp-http', signal, request);
    if (isJson) send(res, 200, JSON_TYPE, jsonAnswer(route.rejectedName, taken));
    else send(res, 200, PROTOBUF, exportResponse(taken.rejected, taken.message));
  } catch (error) {
    const status = statusOf(error);
    // What never reached the taker was not counted there.
    if (!(error instanceof WireError) && status !== 500) {
      taker.refuse('otlp-http', signal, REASONS[status] ?? 'failed');
    }
    res.shouldKeepAlive = req.complete;
    req.resume();
    const { message: text } = error as Error;
    const code = RPC_CODES[status] ?? 2;
    if (isJson) send(res, status, JSON_TYPE, JSON.stringify({ code, message: text }));
    else send(res, status, PROTOBUF, rpcStatus(code, text));
  }
}

function checkRequest(req: IncomingMessage, token: string | undefined): void {
  if (req.method !== 'POST') throw new Refusal(405, `method ${req.method}; send POST`);
  if (!isAuthorized(req.headers.authorization, token)) {
    throw new Refusal(401, 'send the token of this stack as "authorization: Bearer <token>"');
  }
  const type = mediaType(req);
  if (type === PROTOBUF || type === JSON_TYPE || type === 'application/protobuf') return;
  throw new Refusal(415, `content-type "${type}"; send ${PROTOBUF} or ${JSON_TYPE}`);
}

function mediaType(req: IncomingMessage): string {
  return (req.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function encodedJson(taker: OtlpTaker, signal: OtlpSignal, message: Message, body: Buffer): Buffer {
  try {
    return encodeJson(message, body.toString('utf8'));
  } catch (error) {
    taker.refuse('otlp-http', signal, 'malformed');
    throw error;
  }
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal || error instanceof BodyError) return error.status;
  return error instanceof WireError ? 400 : 500;
}

function jsonAnswer(rejectedName: string, taken: { rejected: number; message: string }): string {
  if (taken.rejected === 0 && taken.message === '') return '{}';
  const partialSuccess = { [rejectedName]: String(taken.rejected), errorMessage: taken.message };
  return JSON.stringify({ partialSuccess });
}

function send(res: ServerResponse, status: number, type: string, body: Buffer | string): void {
  if (res.destroyed) return;
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  res.writeHead(status, status === 405 ? { ...headers, allow: 'POST' } : headers);
  res.end(body);
}
