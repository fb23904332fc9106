import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startBulkReceiver, type BulkReceiver } from './index.ts';

const VENDORED = 'application/vnd.elasticsearch+x-ndjson; compatible-with=9';
let receiver: BulkReceiver;

beforeAll(async () => {
  receiver = await startBulkReceiver();
});
beforeEach(() => {
  receiver.clear();
  receiver.behave('ok');
});
afterAll(() => receiver.close());

const lines = (...values: unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
const create = (id: string, source: object): string =>
  lines({ create: { _index: 'logs-sightline-test', _id: id } }, source);

async function post(body: string | Uint8Array<ArrayBuffer>, headers = {}, path = '/_bulk') {
  const response = await fetch(receiver.endpoint + path, {
    method: 'POST',
    headers: { 'content-type': VENDORED, ...headers },
    body,
  });
  const answer = JSON.parse(await response.text()) as {
    errors?: boolean;
    items?: Record<string, { status: number; _id: string; error?: { type: string } }>[];
    error?: { type: string; reason: string };
  };
  return { response, answer };
}

const statuses = (items: readonly object[] = []): number[] =>
  items.map((item) => (Object.values(item)[0] as { status: number }).status);

test('creates documents and answers as Elasticsearch does', async () => {
  const { response, answer } = await post(create('a', { n: 1 }) + create('b', { n: 2 }));
  expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
  expect(response.headers.get('content-type')).toBe(
    'application/vnd.elasticsearch+json;compatible-with=9',
  );
  expect(answer).toMatchObject({ errors: false });
  expect(statuses(answer.items)).toEqual([201, 201]);
  expect(receiver.documents).toEqual([
    { index: 'logs-sightline-test', id: 'a', source: { n: 1 } },
    { index: 'logs-sightline-test', id: 'b', source: { n: 2 } },
  ]);
});

test('a repeated id is a conflict and changes nothing', async () => {
  await post(create('a', { n: 1 }));
  const { answer } = await post(create('a', { n: 2 }));
  expect(answer.errors).toBe(true);
  expect(answer.items?.[0]?.['create']).toMatchObject({
    status: 409,
    error: { type: 'version_conflict_engine_exception' },
  });
  expect(receiver.documents.map((document) => document.source)).toEqual([{ n: 1 }]);
});

test('index overwrites and delete removes, outside data streams', async () => {
  const target = { _index: 'plain', _id: 'x' };
  const body = lines({ index: target }, { n: 1 }, { index: target }, { n: 2 });
  expect(statuses((await post(body)).answer.items)).toEqual([201, 200]);
  expect(receiver.documents).toEqual([{ index: 'plain', id: 'x', source: { n: 2 } }]);
  const deletes = lines({ delete: target }, { delete: target });
  expect(statuses((await post(deletes)).answer.items)).toEqual([200, 404]);
  expect(receiver.documents).toEqual([]);
});

test('a data stream takes nothing but create', async () => {
  const body = lines({ index: { _index: 'logs-sightline-test' } }, { n: 1 });
  expect(statuses((await post(body)).answer.items)).toEqual([400]);
});

test('an index action can ask to create', async () => {
  const target = { _index: 'logs-sightline-test', _id: 'a', op_type: 'create' };
  const { answer } = await post(lines({ index: target }, { n: 1 }, { index: target }, { n: 2 }));
  expect(answer.items).toMatchObject([{ create: { status: 201 } }, { create: { status: 409 } }]);
  expect(receiver.documents).toMatchObject([{ id: 'a', source: { n: 1 } }]);
});

test('gzip and an index in the path are understood', async () => {
  const body = Uint8Array.from(gzipSync(lines({ create: {} }, { n: 1 })));
  const { answer } = await post(body, { 'content-encoding': 'gzip' }, '/logs-a-b/_bulk');
  expect(statuses(answer.items)).toEqual([201]);
  expect(receiver.documents[0]).toMatchObject({ index: 'logs-a-b', source: { n: 1 } });
});

test.each([
  ['no newline at the end', '{"create":{"_index":"x"}}\n{"n":1}'],
  ['broken JSON', '{"create":{"_index":"x"}}\n{"n":\n'],
  ['no source', '{"create":{"_index":"x"}}\n'],
  ['an unknown action', '{"upsert":{"_index":"x"}}\n{"n":1}\n'],
  ['no index', '{"create":{}}\n{"n":1}\n'],
  ['an empty body', ''],
])('a body with %s is refused as a whole', async (_name, body) => {
  const { response, answer } = await post(body);
  expect(response.status).toBe(400);
  expect(answer.error?.type).toBe('illegal_argument_exception');
  expect(receiver.documents).toEqual([]);
});

test('refuses whole requests, a number of times', async () => {
  receiver.behave({ mode: 'refuse', status: 429, retryAfterSeconds: 3 }, { times: 1 });
  const first = await post(create('a', {}));
  expect([first.response.status, first.response.headers.get('retry-after')]).toEqual([429, '3']);
  expect((await post(create('a', {}))).response.status).toBe(200);
});

test('refuses single items', async () => {
  const type = 'es_rejected_execution_exception';
  receiver.behave({ mode: 'items', status: 429, type, when: (_action, at) => at === 1 });
  const { answer } = await post(create('a', {}) + create('b', {}) + create('c', {}));
  expect(answer.errors).toBe(true);
  expect(statuses(answer.items)).toEqual([201, 429, 201]);
  expect(answer.items?.[1]?.['create']?.error?.type).toBe(type);
  expect(receiver.documents.map((document) => document.id)).toEqual(['a', 'c']);
});

test('resets, garbles and hangs', async () => {
  receiver.behave('reset', { times: 1 });
  await expect(post(create('a', {}))).rejects.toThrow('fetch failed');
  receiver.behave('garbage', { times: 1 });
  await expect(post(create('a', {}))).rejects.toThrow(SyntaxError);
  receiver.behave('hang', { times: 1 });
  const signal = AbortSignal.timeout(50);
  const hanging = fetch(`${receiver.endpoint}/_bulk`, { method: 'POST', body: '\n', signal });
  await expect(hanging).rejects.toThrow(/timeout/);
  expect(receiver.documents).toEqual([]);
  await post(create('a', {}));
  await receiver.waitForDocuments((documents) => documents.some(({ id }) => id === 'a'));
});

test('knows itself and _refresh, and nothing else', async () => {
  const get = async (path: string): Promise<[number, string]> => {
    const response = await fetch(receiver.endpoint + path);
    return [response.status, await response.text()];
  };
  expect((await get('/'))[1]).toContain('You Know, for Search');
  expect(await get('/logs-a-b/_refresh')).toEqual([
    200,
    '{"_shards":{"total":1,"successful":1,"failed":0}}',
  ]);
  expect((await get('/_cat/indices'))[0]).toBe(404);
});
