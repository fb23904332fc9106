import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { SECURITY_HEADERS } from './answer.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const INDEX = '/index.html';

interface File {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
  readonly brotli: Buffer | undefined;
}

/** The built page, read once into memory: some hundred kilobytes, and no path to walk out of. */
export class Page {
  readonly #files = new Map<string, File>();

  constructor(folder: string) {
    for (const path of filesBelow(folder)) {
      const type = TYPES[extname(path)];
      if (type === undefined) continue;
      const packed = (suffix: string) =>
        existsSync(path + suffix) ? readFileSync(path + suffix) : undefined;
      const url = `/${relative(folder, path).split(sep).join('/')}`;
      const plain = readFileSync(path);
      this.#files.set(url, { type, plain, gzip: packed('.gz'), brotli: packed('.br') });
    }
  }

  get isBuilt(): boolean {
    return this.#files.has(INDEX);
  }

  /** A file of the page; any other path is a view of it, unless it ends as files do. */
  send(req: IncomingMessage, res: ServerResponse, path: string): boolean {
    const file = this.#files.get(path) ?? (isFile(path) ? undefined : this.#files.get(INDEX));
    if (file === undefined) return false;
    const accepted = req.headers['accept-encoding'] ?? '';
    const headers: Record<string, string> = {
      ...SECURITY_HEADERS,
      'content-type': file.type,
      vary: 'accept-encoding',
      // Names of assets change with their content.
      'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    };
    let body = file.plain;
    if (file.brotli !== undefined && /\bbr\b/.test(accepted)) {
      body = file.brotli;
      headers['content-encoding'] = 'br';
    } else if (file.gzip !== undefined && /\bgzip\b/.test(accepted)) {
      body = file.gzip;
      headers['content-encoding'] = 'gzip';
    }
    res.writeHead(200, { ...headers, 'content-length': String(body.length) });
    res.end(req.method === 'HEAD' ? undefined : body);
    return true;
  }
}

function isFile(path: string): boolean {
  return path.startsWith('/assets/') || TYPES[extname(path)] !== undefined;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
