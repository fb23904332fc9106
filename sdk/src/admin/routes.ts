import type { IncomingMessage, ServerResponse } from 'node:http';

import { refusal, type AccessSettings } from './access.ts';
import { parseLevel, type LevelAccess } from './level.ts';
import { PROFILE_PATHS, profileRoute, type RecordProfile } from './profiles.ts';
import type { Readiness } from './ready.ts';

/** What the admin server shows; the parts behind it are unknown to it. */
export interface AdminSources {
  readonly access: AccessSettings;
  /** The metrics page in chunks, in the format that the Accept header asks for. */
  metrics(accept: string | undefined): { contentType: string; chunks: AsyncGenerator<string> };
  readiness(): Promise<Readiness>;
  status(): object | Promise<object>;
  readonly level: LevelAccess;
  readonly levels: readonly string[];
  readonly levelExpiryMaxMs: number;
  readonly recordProfile: RecordProfile;
}

const BODY_MAX_BYTES = 1024;
/** A slow reader holds a rendering open; more readers than this wait for the next scrape. */
const SCRAPES_MAX = 4;
const DRAIN_TIMEOUT_MS = 30_000;

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void;

/** Answers requests to the admin server. Unknown paths list the known ones. */
export function adminRoutes(sources: AdminSources): Handler {
  let scrapes = 0;

  async function metrics(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (scrapes >= SCRAPES_MAX) {
      text(res, 503, `${SCRAPES_MAX} scrapes are under way already; try again.\n`);
      return;
    }
    scrapes += 1;
    try {
      const { contentType, chunks } = sources.metrics(req.headers.accept);
      res.writeHead(200, { 'content-type': contentType });
      if (req.method === 'HEAD') res.end();
      else await stream(res, chunks);
    } finally {
      scrapes -= 1;
    }
  }

  const open: Record<string, Handler> = {
    '/metrics': metrics,
    '/livez': (_req, res) => text(res, 200, 'ok\n'),
    '/readyz': (_req, res) => ready(sources, res),
  };
  const guarded: Record<string, Handler> = {
    '/status': async (_req, res) => json(res, 200, await sources.status()),
    '/loglevel': (req, res) => level(sources, req, res),
  };
  const lock = { isTaken: false };
  for (const [path, kind] of Object.entries(PROFILE_PATHS)) {
    guarded[path] = profileRoute(kind, lock, sources.recordProfile);
  }
  const known = [...Object.keys(open), ...Object.keys(guarded)].join(' ');

  return async function answer(req, res) {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    const handler = Object.hasOwn(open, path) ? open[path] : guardedHandler(req, res, path);
    if (handler === 'answered') return;
    if (handler === undefined) {
      text(res, 404, `Nothing here. Paths: ${known}\n`);
      return;
    }
    if (!allowedMethod(req.method, path)) {
      text(res, 405, `${req.method} is not possible here.\n`);
      return;
    }
    await handler(req, res);
  };

  function guardedHandler(
    req: IncomingMessage,
    res: ServerResponse,
    path: string,
  ): Handler | undefined | 'answered' {
    if (!Object.hasOwn(guarded, path)) return undefined;
    const refused = refusal(req, sources.access);
    if (refused === undefined) return guarded[path];
    json(res, refused.status, { error: refused.message });
    return 'answered';
  }
}

async function ready(sources: AdminSources, res: ServerResponse): Promise<void> {
  const readiness = await sources.readiness();
  json(res, readiness.ready ? 200 : 503, readiness);
}

async function level(
  sources: AdminSources,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.method === 'PUT') {
    const body = await readBody(req);
    const wanted =
      body === undefined
        ? `The body is larger than ${BODY_MAX_BYTES} bytes.`
        : parseLevel(body, sources.levels, sources.levelExpiryMaxMs);
    if (typeof wanted === 'string') {
      json(res, 400, { error: wanted });
      return;
    }
    sources.level.set(wanted.level, wanted.expiresInMs);
    if (body !== undefined) await sources.level.setOthers?.(body);
  }
  json(res, 200, sources.level.state);
}

function allowedMethod(method: string | undefined, path: string): boolean {
  return method === 'GET' || method === 'HEAD' || (method === 'PUT' && path === '/loglevel');
}

/** Writes chunks at the reader's pace, and gives up on one that stopped reading. */
async function stream(res: ServerResponse, chunks: AsyncGenerator<string>): Promise<void> {
  for await (const chunk of chunks) {
    if (res.destroyed) return;
    if (!res.write(chunk)) await drained(res);
  }
  res.end();
}

/** Resolves when the reader took what was written, or is gone; one that stopped is cut off. */
function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => res.destroy(), DRAIN_TIMEOUT_MS).unref();
    const done = (): void => {
      clearTimeout(timer);
      // Only one of the two events comes; the listener of the other must not stay.
      res.off('drain', done).off('close', done);
      resolve();
    };
    res.on('drain', done).on('close', done);
  });
}

async function readBody(req: IncomingMessage): Promise<string | undefined> {
  let body = '';
  for await (const chunk of req) {
    body += String(chunk);
    if (body.length > BODY_MAX_BYTES) return undefined;
  }
  return body;
}

function text(res: ServerResponse, status: number, body: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  res.end(body);
}

function json(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(`${JSON.stringify(body, undefined, 2)}\n`);
}
