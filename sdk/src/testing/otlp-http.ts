import type { ServerResponse } from 'node:http';
import { listen, plainHeaders, readBody, resetConnection } from './http-server.ts';
import { exportResponse, GARBAGE, rpcStatus } from './otlp-answer.ts';
import type { ReceiverOptions } from './otlp-grpc.ts';
import { OtlpStore, type OtlpBehaviour, type OtlpReceiver, type OtlpSignal } from './otlp-store.ts';

const PATHS: Readonly<Record<string, OtlpSignal>> = {
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
};
const PROTOBUF = 'application/x-protobuf';

/** A loopback OTLP/HTTP receiver (binary protobuf, plain or gzip) for all three signals. */
export async function startOtlpHttpReceiver(options: ReceiverOptions = {}): Promise<OtlpReceiver> {
  const { port: wanted = 0, host = '127.0.0.1' } = options;
  const store = new OtlpStore(httpStatus);
  const listener = await listen(
    async (request, response) => {
      const signal = PATHS[request.url ?? ''];
      if (signal === undefined) return reply(response, 404, Buffer.alloc(0));
      if (request.method !== 'POST') return reply(response, 405, Buffer.alloc(0));
      if (request.headers['content-type'] !== PROTOBUF)
        return reply(response, 415, Buffer.alloc(0));
      const body = await readBody(request);
      const headers = plainHeaders(request);
      answer(response, store.take({ signal, transport: 'http', headers, body }));
    },
    { port: wanted, host },
  );
  const { port, close, reopen } = listener;
  return store.receiver({ endpoint: `http://${host}:${port}`, port, close, reopen });
}

const INVALID_ARGUMENT = 3;
const UNKNOWN = 2;

function answer(response: ServerResponse, how: OtlpBehaviour | Error): void {
  if (how instanceof Error) reply(response, 400, rpcStatus(INVALID_ARGUMENT, how.message));
  else if (how.mode === 'ok') reply(response, 200, exportResponse());
  else if (how.mode === 'partial') reply(response, 200, exportResponse(how.rejected, how.message));
  else if (how.mode === 'garbage') reply(response, 200, GARBAGE);
  else if (how.mode === 'refuse') refuse(response, how);
  else if (how.mode === 'reset') resetConnection(response.socket);
  else if (how.mode === 'other-protocol') response.socket?.end(how.bytes);
  // `hang`: the response stays open until the client or close() ends it.
}

function refuse(response: ServerResponse, how: Extract<OtlpBehaviour, { mode: 'refuse' }>): void {
  if (how.retryAfterSeconds !== undefined) {
    response.setHeader('retry-after', String(how.retryAfterSeconds));
  }
  const body = rpcStatus(UNKNOWN, how.message ?? 'refused by the test receiver');
  reply(response, httpStatus(how.status), body);
}

function httpStatus(wanted: string | number): number {
  if (typeof wanted === 'number' && wanted >= 300 && wanted <= 599) return wanted;
  throw new Error(`no HTTP error status ${wanted}; allowed: a number from 300 to 599`);
}

function reply(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-type': PROTOBUF, 'content-length': body.length });
  response.end(body);
}
