import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IngestCounters } from '../counters.ts';
import { serve, type Served } from '../testing/serve.ts';
import { TestStore } from '../testing/store.ts';
import { otlpHttpHandler } from './http.ts';
import { encodeJson } from './json-encode.ts';
import { TRACES_REQUEST } from './messages.ts';
import { OtlpTaker } from './take.ts';

let store: TestStore;
let counters: IngestCounters;
let served: Served;

beforeEach(async () => {
  store = new TestStore();
  counters = new IngestCounters();
  served = await serve(otlpHttpHandler(new OtlpTaker({ store, counters }), { token: undefined }));
});
afterEach(() => served.close());

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN_JSON = {
  traceId: TRACE.toUpperCase(),
  spanId: 'b7ad6b7169203331',
  parent_span_id: '00f067aa0ba902b7',
  name: 'GET /cart',
  kind: 'SPAN_KIND_SERVER',
  startTimeUnixNano: '1700000000123456789',
  endTimeUnixNano: '1700000000223456789',
  attributes: [
    { key: 'text', value: { stringValue: 'ü' } },
    { key: 'big', value: { intValue: '9007199254740993' } },
    { key: 'minus', value: { intValue: -5 } },
    { key: 'flag', value: { boolValue: false } },
    { key: 'half', value: { doubleValue: 0.5 } },
    { key: 'list', value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }] } } },
    { key: 'map', value: { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } } },
    { key: 'bytes', value: { bytesValue: 'AAEC' } },
  ],
  events: [{ timeUnixNano: 1700000000123000000, name: 'e' }],
  links: [{ traceId: TRACE, spanId: 'b7ad6b7169203331' }],
  status: { code: 2, message: 'broken' },
  flags: 257,
  droppedAttributesCount: 3,
  notYetInvented: { deep: [1] },
  traceState: null,
};
const TRACES_JSON = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }] },
      scope_spans: [{ scope: { name: 'lib' }, spans: [SPAN_JSON] }],
    },
  ],
};

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  method = 'POST',
) {
  const sent = { 'content-type': 'application/json', ...headers };
  const init = method === 'POST' ? { body } : {};
  const response = await fetch(served.origin + path, { method, headers: sent, ...init });
  const text = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), body: text };
}
const bytes = (data: Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(data);

test('spans in JSON arrive as they were said', async () => {
  const answer = await post('/v1/traces', JSON.stringify(TRACES_JSON));
  expect([answer.status, answer.type, answer.body.toString()]).toEqual([
    200,
    'application/json',
    '{}',
  ]);
  expect(store.keptSpans).toMatchObject([
    {
      resource: { 'service.name': 'cart' },
      scope: { name: 'lib' },
      traceId: TRACE,
      spanId: 'b7ad6b7169203331',
      parentSpanId: '00f067aa0ba902b7',
      kind: 'server',
      startTimeUnixNano: 1700000000123456789n,
      attributes: {
        text: 'ü',
        big: 9007199254740993n,
        minus: -5,
        flag: false,
        half: 0.5,
        list: [1, 'b'],
        map: { a: 1 },
        bytes: Buffer.from([0, 1, 2]),
      },
      // A number in JSON is exact to 256 ns only.
      events: [{ name: 'e', timeUnixNano: 1700000000123000064n }],
      links: [{ traceId: TRACE }],
      status: { code: 'error', message: 'broken' },
      flags: 257,
      droppedAttributesCount: 3,
    },
  ]);
  expect(counters.snapshot()).toEqual([
    { wire: 'otlp-http', signal: 'spans', accepted: 1, refused: {} },
  ]);
});

test.each([
  ['plain', (data: Buffer) => data, {}],
  ['gzip', gzipSync, { 'content-encoding': 'gzip' }],
  ['deflate', deflateSync, { 'content-encoding': 'deflate' }],
  ['deflate without header', deflateRawSync, { 'content-encoding': 'deflate' }],
])('spans in protobuf, %s', async (_name, pack, headers) => {
  const protobuf = encodeJson(TRACES_REQUEST, JSON.stringify(TRACES_JSON));
  const type = { 'content-type': 'application/x-protobuf', ...headers };
  const answer = await post('/v1/traces', bytes(pack(protobuf)), type);
  expect([answer.status, answer.type, answer.body.length]).toEqual([
    200,
    'application/x-protobuf',
    0,
  ]);
  expect(store.keptSpans).toHaveLength(1);
});

describe('what is refused', () => {
  test.each([
    ['text', 'nothing', {}, 400, /not JSON/],
    ['an array', '[]', {}, 400, /\[\] is not an object/],
    [
      'bad hex',
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}',
      {},
      400,
      /request\.resourceSpans\[0\]\.scopeSpans\[0\]\.spans\[0\]\.traceId: \\"xyz/,
    ],
    [
      'a bad enum',
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"X"}]}]}]}',
      {},
      400,
      /SPAN_KIND_SERVER/,
    ],
    ['other content', '{}', { 'content-type': 'text/plain' }, 415, /send application/],
    ['broken gzip', '{}', { 'content-encoding': 'gzip' }, 400, /not gzip/],
    ['a span without ids', '{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}', {}, 400, /id/],
  ])('%s', async (_name, body, headers, status, message) => {
    const answer = await post('/v1/traces', body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.toString()).toMatch(message);
    expect(store.keptSpans).toEqual([]);
    expect(Object.values(counters.snapshot()[0]?.refused ?? {})).toEqual([1]);
  });

  test('in the content type of the request', async () => {
    const json = await post('/v1/logs', '[]');
    expect(json.type).toBe('application/json');
    expect(JSON.parse(json.body.toString())).toMatchObject({ code: 3 });
    const type = { 'content-type': 'application/x-protobuf' };
    const protobuf = await post('/v1/logs', '\u000b', type);
    expect([protobuf.status, protobuf.type]).toEqual([400, 'application/x-protobuf']);
    expect([...protobuf.body.subarray(0, 3)]).toEqual([8, 3, 18]);
  });

  test('GET, and paths of others', async () => {
    expect((await post('/v1/traces', '', {}, 'GET')).status).toBe(405);
    expect((await post('/v1/other', '{}')).body.toString()).toBe('page');
  });

  test('a body that inflates beyond the bound', async () => {
    const bomb = bytes(gzipSync(Buffer.alloc(65 * 1024 * 1024)));
    const answer = await post('/v1/traces', bomb, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
  });

  test('callers without the token, where one is asked for', async () => {
    await served.close();
    const taker = new OtlpTaker({ store, counters });
    served = await serve(otlpHttpHandler(taker, { token: 'secret' }));
    expect((await post('/v1/traces', '{}')).status).toBe(401);
    expect((await post('/v1/traces', '{}', { authorization: 'Bearer other' })).status).toBe(401);
    expect((await post('/v1/traces', '{}', { authorization: 'Bearer secret' })).status).toBe(200);
  });
});

test('points that cannot be kept are a partial success', async () => {
  const body = {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              { name: 'h', exponentialHistogram: { dataPoints: [{}, {}] } },
              { name: 'g', gauge: { dataPoints: [{ asInt: '7', timeUnixNano: '1000000000' }] } },
            ],
          },
        ],
      },
    ],
  };
  const answer = await post('/v1/metrics', JSON.stringify(body));
  expect(JSON.parse(answer.body.toString())).toEqual({
    partialSuccess: {
      rejectedDataPoints: '2',
      errorMessage: expect.stringContaining('exponential histograms are not supported') as string,
    },
  });
  expect(store.latest()).toEqual({ 'g{}': 7 });
});

test('a record that is too long is cut and counted', async () => {
  const logRecords = [{ severityNumber: 13, body: { stringValue: 'x'.repeat(300_000) } }];
  const body = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
  expect((await post('/v1/logs', JSON.stringify(body))).status).toBe(200);
  expect(store.lines[0]?.level).toBe('warn');
  expect(store.lines[0]?.json.length).toBeLessThan(100_000);
  expect(counters.snapshot()[0]).toMatchObject({
    accepted: 1,
    refused: { cut: 1 },
  });
});
