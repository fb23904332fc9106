import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface AccessSettings {
  readonly token: string | undefined;
  /** Inside a container every neighbour in the pod is on loopback, so loopback proves nothing. */
  readonly inContainer: boolean;
  /** Only who may do everything can reach the server at all: a socket of its owner. */
  readonly isPrivate?: boolean;
}

/** Why a caller is refused, in words for the caller. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Who may call what changes or tells more than metrics: holders of the token, and, outside a
 * container, callers on this machine. A browser on this machine is no such caller: pages of other
 * sites reach loopback through it, with an Origin or under a name of their own.
 */
export function refusal(req: IncomingMessage, settings: AccessSettings): Refusal | undefined {
  if (settings.isPrivate === true) return undefined;
  const given = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (given !== undefined && settings.token !== undefined) {
    return sameToken(given, settings.token)
      ? undefined
      : { status: 401, message: 'The bearer token is not the one in the token file.' };
  }
  if (!settings.inContainer && isLocal(req)) return undefined;
  return settings.token === undefined
    ? {
        status: 403,
        message:
          'Only callers on this machine may do this. To allow others, set ' +
          'SIGHTLINE_ADMIN_TOKEN_FILE to a file with a token and send it as a bearer token.',
      }
    : { status: 401, message: 'Send the token of SIGHTLINE_ADMIN_TOKEN_FILE as a bearer token.' };
}

function isLocal(req: IncomingMessage): boolean {
  return (
    LOOPBACK.test(req.socket.remoteAddress ?? '') &&
    LOCAL_HOST.test(req.headers.host ?? '') &&
    req.headers.origin === undefined
  );
}

/** Digests have one length, so that the comparison takes the same time whatever is given. */
function sameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
