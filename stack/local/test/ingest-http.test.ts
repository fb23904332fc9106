import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  bulkHandler,
  IngestCounters,
  otlpHttpHandler,
  OtlpTaker,
  type RequestHandler,
} from '../src/ingest/index.ts';
import { mutated, numbers } from '../src/ingest/testing/mutate.ts';
import { serve, type Served } from '../src/ingest/testing/serve.ts';
import { TestStore } from '../src/ingest/testing/store.ts';

// Both faces on one port, as a client over a socket sees them.
const store = new TestStore();
const counters = new IngestCounters();
const into = { store, counters };
const faces: readonly RequestHandler[] = [bulkHandler(into), otlpHttpHandler(new OtlpTaker(into))];
let served: Served;
let port: number;

beforeAll(async () => {
  served = await serve((req, res) => faces.some((handle) => handle(req, res)));
  port = Number(new URL(served.origin).port);
});
afterAll(() => served.close());
beforeEach(() => {
  store.lines.length = 0;
});

/** Writes bytes to a new connection and gives what came back until it ended. */
async function raw(bytes: Buffer | string, breakOff = false): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
  socket.write(bytes);
  if (breakOff) {
    await sleep(20);
    socket.resetAndDestroy();
  } else {
    socket.end();
  }
  await closed;
  return answer;
}

const NDJSON = { 'content-type': 'application/x-ndjson' };

async function bulkWorks(): Promise<void> {
  const before = store.lines.length;
  const body = '{"create":{"_index":"logs-check-dev"}}\n{"message":"still here"}\n';
  const response = await fetch(`${served.origin}/_bulk`, { method: 'POST', headers: NDJSON, body });
  expect(await response.json()).toMatchObject({ errors: false });
  expect(store.lines).toHaveLength(before + 1);
}

test('the requests of pino-elasticsearch', async () => {
  const headers = {
    'user-agent': 'elasticsearch-js/8.19.2',
    accept: 'application/vnd.elasticsearch+json; compatible-with=8,text/plain',
    'content-type': 'application/vnd.elasticsearch+x-ndjson; compatible-with=8',
    'x-elastic-client-meta': 'es=8.19.2,js=24.0.0,t=8.10.0,hc=24.0.0,h=bp',
  };
  const body = [
    { create: { _index: 'logs-app-default' } },
    { '@timestamp': '2026-01-02T03:04:05.678Z', level: 30, pid: 1, hostname: 'h', msg: 'hello' },
    '',
  ]
    .map((line) => (line === '' ? '' : JSON.stringify(line)))
    .join('\n');
  const response = await fetch(`${served.origin}/_bulk`, { method: 'POST', headers, body });
  expect(response.headers.get('content-type')).toBe(
    'application/vnd.elasticsearch+json;compatible-with=8',
  );
  expect(await response.json()).toMatchObject({
    errors: false,
    items: [{ create: { status: 201 } }],
  });
  const refresh = await fetch(`${served.origin}/logs-app-default/_refresh`, { headers });
  expect(refresh.status).toBe(200);
  expect(store.lines[0]).toMatchObject({ level: 'info', service: 'app' });
});

test('the requests of Fluent Bit', async () => {
  const body = Uint8Array.from(
    gzipSync(
      '{"create":{"_index":"logs-nginx-dev"}}\n' +
        '{"@timestamp":"2026-01-02T03:04:05.678Z","message":"GET / 200","stream":"stdout"}\n',
    ),
  );
  const headers = {
    'user-agent': 'Fluent-Bit',
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
  };
  const response = await fetch(`${served.origin}/_bulk`, { method: 'POST', headers, body });
  expect(await response.json()).toMatchObject({ errors: false });
  expect(store.lines[0]).toMatchObject({
    service: 'nginx',
    timeMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  });
});

test('a sender that breaks off is counted and harms nobody', async () => {
  const unreadable = (): number | undefined =>
    counters.snapshot().find(({ wire }) => wire === 'bulk')?.refused['unreadable_body'];
  const type = 'content-type: application/x-ndjson\r\n';
  const head = `POST /_bulk HTTP/1.1\r\nhost: x\r\n${type}content-length: 1000\r\n\r\n`;
  await raw(`${head}{"create":{}}\n`, true);
  await vi.waitFor(() => expect(unreadable()).toBe(1));
  const chunked = 'POST /v1/logs HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n';
  await raw(`${chunked}content-type: application/json\r\n\r\n5\r\n{"res`, true);
  await bulkWorks();
});

test('a declared body that is too large is refused before it is sent', async () => {
  const answer = await raw(
    'POST /_bulk HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
      'content-length: 999999999999\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toMatch(/connection: close/i);
});

test('whatever comes over a socket, the next request is served', async () => {
  const next = numbers(5);
  const document = '{"create":{"_index":"i"}}\n{"message":"m"}\n';
  const post = (path: string, body: string, headers = ''): string =>
    `POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
  const requests = [
    post('/_bulk?filter_path=took', document, 'content-type: application/json\r\n'),
    post('/v1/traces', '{}', 'content-type: application/json\r\n'),
    'GET /%ZZ/_refresh?%ZZ=%ZZ HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET //_bulk HTTP/1.1\r\nhost: x\r\n\r\n',
  ];
  for (let round = 0; round < 400; round += 1) {
    await raw(mutated(Buffer.from(requests[round % requests.length] ?? ''), next));
  }
  for (const request of requests) expect(await raw(request)).toMatch(/^HTTP\/1\.1 \d{3} /);
  await bulkWorks();
});
