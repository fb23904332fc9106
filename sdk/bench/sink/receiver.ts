// The collector's stand-in: takes OTLP over gRPC, counts, answers OK. One port per variant, so that
// nothing has to be looked up to know whose spans arrive.
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { answerParent } from '../machine/child.ts';
import type { Received } from './sink.ts';
import { countItems, histogramCounts } from './protobuf.ts';

/** gRPC: one byte says whether the message is compressed, four its length. */
const PREFIX_BYTES = 5;
const EMPTY_ANSWER = Buffer.alloc(PREFIX_BYTES);

const received = new Map<number, Received>();
const servers: Http2Server[] = [];

function count(path: string, frames: Buffer, into: Received): void {
  let at = 0;
  while (at + PREFIX_BYTES <= frames.length) {
    const end = at + PREFIX_BYTES + frames.readUInt32BE(at + 1);
    const body = frames.subarray(at + PREFIX_BYTES, end);
    const message = frames[at] === 1 ? gunzipSync(body) : body;
    if (path.includes('TraceService')) into.spans += countItems(message);
    else if (path.includes('LogsService')) into.logRecords += countItems(message);
    // Sums are cumulative: the last report of an instrument holds its total.
    else Object.assign(into.histograms, histogramCounts(message));
    into.bytes += body.length;
    at = end;
  }
}

function take(stream: ServerHttp2Stream, path: string, into: Received): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => {});
  stream.on('end', () => {
    count(path, Buffer.concat(chunks), into);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc+proto' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(EMPTY_ANSWER);
  });
}

answerParent({
  async open({ port }: { port: number }) {
    const into: Received = { spans: 0, logRecords: 0, histograms: {}, bytes: 0 };
    received.set(port, into);
    const server = createServer();
    server.on('stream', (stream, headers) => take(stream, String(headers[':path']), into));
    server.on('sessionError', () => {});
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return {};
  },
  read({ port }: { port: number }) {
    return { ...received.get(port) };
  },
});
