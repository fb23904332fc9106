import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { TimeRange } from '../model/index.ts';
import { SECURITY_HEADERS, sendJson } from './answer.ts';
import { Params } from './params.ts';
import type { PathHandler } from './server.ts';

/** What the store does for exports and imports. */
export interface Transfer {
  exportLines(range: TimeRange): Iterable<string>;
  load(stream: Readable): Promise<object>;
}

/** `GET /api/export?from&to` and `POST /api/import`. */
export function transferHandler(transfer: Transfer): PathHandler {
  return async (path, query, req, res) => {
    if (path === 'export' && req.method === 'GET') {
      await sendExport(transfer, new Params(query).range(), res);
      return true;
    }
    if (path === 'import' && req.method === 'POST') {
      sendJson(req, res, 200, await transfer.load(await unpacked(req)));
      return true;
    }
    return false;
  };
}

async function sendExport(transfer: Transfer, range: TimeRange, res: ServerResponse) {
  res.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': 'application/gzip',
    'content-disposition': `attachment; filename="sightline-${range.toMs}.ndjson.gz"`,
    'cache-control': 'no-store',
  });
  const lines = withEnds(transfer.exportLines(range));
  await pipeline(Readable.from(lines), createGzip({ level: 4 }), res);
}

function* withEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** The body, inflated when it begins as gzip does. */
async function unpacked(req: IncomingMessage): Promise<Readable> {
  const chunks = req.iterator() as AsyncIterableIterator<Buffer>;
  const { value: first, done } = await chunks.next();
  async function* all(): AsyncGenerator<Buffer> {
    if (done !== true) yield first;
    yield* chunks;
  }
  const body = Readable.from(all());
  if (done === true || first[0] !== 0x1f || first[1] !== 0x8b) return body;
  const gunzip = createGunzip();
  body.once('error', (error) => gunzip.destroy(error));
  return body.pipe(gunzip);
}
