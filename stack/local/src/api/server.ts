import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { sendJson, sendProblem, sendText } from './answer.ts';
import { Guard } from './guard.ts';
import type { Live } from './live.ts';
import type { Page } from './page.ts';
import { Params } from './params.ts';
import { ApiProblem } from './problem.ts';
import { answerApi, type ApiSources } from './routes.ts';
import { readBody } from './body.ts';

/** Takes a request if it is meant for it: true when it is or will be answered there. */
export type Handler = (req: IncomingMessage, res: ServerResponse) => boolean;

/** What else is asked of the same port. */
export interface ServerParts {
  readonly sources: ApiSources;
  readonly guard: Guard;
  readonly live: Live;
  readonly page: Page;
  /** Prometheus' API below `/api/v1/`. */
  readonly prometheus: PathHandler;
  /** Export and import, below `/api/`. */
  readonly transfer: PathHandler;
  /** What takes data in: they come first, and know their own paths. */
  readonly ingest: readonly Handler[];
  /** Our own series, for `/metrics`. */
  readonly selfMetrics: () => string;
}

/** Answers a path, without its query; false when there is nothing of that name. */
export type PathHandler = (
  path: string,
  query: URLSearchParams,
  req: IncomingMessage,
  res: ServerResponse,
) => boolean | Promise<boolean>;

const LOGIN_BYTES_MAX = 4096;

/** The one HTTP server: page, questions, and the wires that are HTTP. */
export function createLocalServer(parts: ServerParts): Server {
  const server = createServer((req, res) => {
    res.on('error', () => {});
    void handle(parts, req, res).catch((error: unknown) => {
      if (res.headersSent) res.destroy();
      else sendProblem(req, res, error);
    });
  });
  // A client that sends garbage gets an answer and is gone; the process is not.
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });
  return server;
}

async function handle(
  parts: ServerParts,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const url = urlOf(req);
  const { pathname: path } = url;
  const refusal = parts.guard.refuse(req);
  if (refusal !== undefined && !isOpen(refusal.status, path)) {
    req.resume();
    sendJson(req, res, refusal.status, { error: refusal.error });
    return;
  }
  if (path === '/api/login' && req.method === 'POST') return login(parts.guard, req, res);
  if (parts.ingest.some((handler) => handler(req, res))) return;
  if (path.startsWith('/api/')) {
    if (await api(parts, path.slice('/api/'.length), url.searchParams, req, res)) return;
    throw new ApiProblem(404, `There is no ${req.method ?? ''} ${path} here.`);
  }
  if (path === '/metrics') {
    sendText(res, 200, parts.selfMetrics(), 'text/plain; version=0.0.4');
    return;
  }
  if (path === '/livez' || path === '/readyz' || path === '/-/healthy' || path === '/-/ready') {
    sendText(res, 200, 'ok\n');
    return;
  }
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    throw new ApiProblem(405, `${req.method ?? ''} ${path}: only GET is answered here.`);
  }
  if (parts.page.send(req, res, path)) return;
  if (parts.page.isBuilt) sendText(res, 404, `There is no ${path} here.\n`);
  else sendText(res, 503, 'The page is not built: run `npm run build` in the repository.\n');
}

/** Without a token the page still loads, and asks for it; `/metrics` tells no secrets. */
function isOpen(status: number, path: string): boolean {
  if (status !== 401) return false;
  if (path === '/api/login' || path === '/livez' || path === '/readyz') return true;
  if (path.startsWith('/api/') || path.startsWith('/v1/')) return false;
  return !path.split('/').some((part) => part.startsWith('_'));
}

function urlOf(req: IncomingMessage): URL {
  try {
    return new URL(req.url ?? '/', 'http://localhost');
  } catch {
    throw new ApiProblem(400, `"${req.url ?? ''}" is no path`);
  }
}

async function api(
  parts: ServerParts,
  path: string,
  query: URLSearchParams,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  if (path.startsWith('v1/')) return parts.prometheus(path.slice('v1/'.length), query, req, res);
  if (await parts.transfer(path, query, req, res)) return true;
  if (req.method !== 'GET' && req.method !== 'HEAD') return false;
  if (path === 'live') {
    if (!parts.live.add(res, query.get('logs'))) {
      throw new ApiProblem(503, 'Too many pages follow already; close some.');
    }
    return true;
  }
  return answerApi(parts.sources, path, new Params(query), req, res);
}

async function login(guard: Guard, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = await readBody(req, LOGIN_BYTES_MAX);
  let token: unknown;
  try {
    ({ token } = JSON.parse(body.toString('utf8')) as { token?: unknown });
  } catch {
    throw new ApiProblem(400, 'A body like {"token": "..."} is expected.');
  }
  if (typeof token !== 'string' || !guard.accepts(token)) {
    throw new ApiProblem(401, 'That is not the token.');
  }
  res.setHeader('set-cookie', Guard.cookie(token));
  sendJson(req, res, 200, {});
}
