import type { IncomingMessage } from 'node:http';

export interface RequestPath {
  /** As it came, without the query. */
  readonly path: string;
  /** The parts between slashes, decoded where that is possible. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/** Never throws: what a client sends as its URL may be anything. */
export function requestPath(req: IncomingMessage): RequestPath {
  const url = req.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  return { path, parts, query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
