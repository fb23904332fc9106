import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const COOKIE = 'sightline_token';
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

export interface GuardOptions {
  /** Needed by every caller when given. */
  readonly token: string | undefined;
  /** Only callers that name this machine by a loopback name are answered. */
  readonly loopbackOnly: boolean;
}

export type Refusal = { readonly status: 401 | 403; readonly error: string };

/** Says who may ask. */
export class Guard {
  readonly #token: Buffer | undefined;
  readonly #loopbackOnly: boolean;

  constructor({ token, loopbackOnly }: GuardOptions) {
    this.#token = token === undefined ? undefined : digest(token);
    this.#loopbackOnly = loopbackOnly;
  }

  /** The reason not to answer; undefined when the caller may ask. */
  refuse(req: IncomingMessage): Refusal | undefined {
    // A page elsewhere could let its own name point here: its requests carry that name.
    if (this.#loopbackOnly && !LOOPBACK_NAMES.has(hostName(req))) {
      const host = req.headers.host ?? '';
      const error = `Host "${host}" is not this machine; use 127.0.0.1 or localhost`;
      return { status: 403, error };
    }
    const { origin } = req.headers;
    if (origin !== undefined && !sameHost(origin, req)) {
      return { status: 403, error: `Origin ${origin} may not ask here` };
    }
    if (this.#token === undefined || this.accepts(givenToken(req))) return undefined;
    const error = 'A token is needed: authorization: Bearer <token>. It was printed at the start.';
    return { status: 401, error };
  }

  accepts(token: string | undefined): boolean {
    if (this.#token === undefined) return true;
    return token !== undefined && timingSafeEqual(digest(token), this.#token);
  }

  /** What makes a browser send the token from now on. */
  static cookie(token: string): string {
    return `${COOKIE}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/`;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hostName(req: IncomingMessage): string {
  return (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}

function sameHost(origin: string, req: IncomingMessage): boolean {
  try {
    return new URL(origin).host === (req.headers.host ?? '').toLowerCase();
  } catch {
    return false;
  }
}

function givenToken(req: IncomingMessage): string | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const cookie = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]*)`).exec(req.headers.cookie ?? '')?.[1];
  try {
    return cookie === undefined ? undefined : decodeURIComponent(cookie);
  } catch {
    return undefined;
  }
}
