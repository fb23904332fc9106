import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IngestCounters } from '../counters.ts';
import { serve, type Served } from '../testing/serve.ts';
import { TestStore } from '../testing/store.ts';
import { bulkHandler } from './handler.ts';

const VENDORED = 'application/vnd.elasticsearch+x-ndjson; compatible-with=8';
let store: TestStore;
let counters: IngestCounters;
let served: Served;
let origin: string;

beforeEach(async () => {
  store = new TestStore();
  counters = new IngestCounters();
  served = await serve(bulkHandler({ store, counters }));
  ({ origin } = served);
});
afterEach(() => served.close());

interface Item {
  readonly status: number;
  readonly _id: string | null;
  readonly error?: { readonly type: string; readonly reason: string };
}
interface Answer {
  readonly errors?: boolean;
  readonly items?: readonly Record<string, Item>[];
  readonly error?: { readonly type: string; readonly reason: string };
}

async function post(
  body: string | Uint8Array<ArrayBuffer>,
  path = '/_bulk',
  init: RequestInit = {},
) {
  const headers = { 'content-type': VENDORED, ...(init.headers as Record<string, string>) };
  const response = await fetch(origin + path, { method: 'POST', body, ...init, headers });
  return { response, answer: JSON.parse(await response.text()) as Answer };
}

const lines = (...values: unknown[]): string =>
  values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('');
const statuses = ({ items = [] }: Answer): number[] =>
  items.map((item) => Object.values(item)[0]?.status ?? 0);

test('documents become lines, with the bytes that came', async () => {
  const document = '{"log":{"level":"warn"},  "message":"ü"}';
  const { response, answer } = await post(
    lines({ create: { _index: 'logs-cart-dev', _id: 'a' } }, document),
  );
  expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
  expect(response.headers.get('content-type')).toBe(
    'application/vnd.elasticsearch+json;compatible-with=8',
  );
  expect(answer.errors).toBe(false);
  expect(answer.items?.[0]?.['create']).toMatchObject({ _id: 'a', status: 201, result: 'created' });
  expect(store.lines).toMatchObject([{ level: 'warn', service: 'cart' }]);
  expect(Buffer.from(store.lines[0]?.json ?? []).toString()).toBe(document);
});

test('index in the path, PUT, gzip and documents without id', async () => {
  const body = Uint8Array.from(gzipSync(lines({ index: {} }, { n: 1 }, { index: {} }, { n: 2 })));
  const init = { method: 'PUT', headers: { 'content-encoding': 'gzip' } };
  const { answer } = await post(body, '/plain/_bulk', init);
  expect(statuses(answer)).toEqual([201, 201]);
  const ids = answer.items?.map((item) => item['index']?._id);
  expect(new Set(ids).size).toBe(2);
  expect(store.parsedLines()).toEqual([{ n: 1 }, { n: 2 }]);
  expect(store.lines[0]?.service).toBe('plain');
});

test('what cannot be taken is answered by itself and nothing else is lost', async () => {
  const target = { _index: 'plain', _id: 'x' };
  const { answer } = await post(
    lines(
      { create: target },
      { n: 1 },
      { create: target },
      { n: 2 },
      { create: { _index: 'plain' } },
      '{"n":',
      { update: target },
      { doc: {} },
      { delete: target },
      { index: { _index: 'logs-a-b' } },
      { n: 3 },
      { create: { _index: 'logs-a-b' } },
      { n: 4 },
    ),
  );
  expect(answer.errors).toBe(true);
  expect(statuses(answer)).toEqual([201, 409, 400, 400, 400, 400, 201]);
  expect(answer.items?.[2]?.['create']?.error?.type).toBe('document_parsing_exception');
  expect(store.parsedLines()).toEqual([{ n: 1 }, { n: 4 }]);
  expect(counters.snapshot()).toEqual([
    {
      wire: 'bulk',
      signal: 'logs',
      accepted: 2,
      refused: {
        repeated_id: 1,
        malformed: 1,
        unsupported_action: 2,
        create_only: 1,
      },
    },
  ]);
  expect(store.rejected['repeated_id']).toBe(1);
});

test('only what filter_path names is answered', async () => {
  const body = lines({ create: { _index: 'i', _id: 'a' } }, {}, { create: { _index: 'i' } }, 'x');
  const { answer } = await post(body, '/_bulk?filter_path=errors,items.*.error,items.*.status');
  expect(answer).toEqual({
    errors: true,
    items: [
      { create: { status: 201 } },
      { create: { status: 400, error: expect.anything() as unknown } },
    ],
  });
  const errors = await post(lines({ create: { _index: 'i' } }, {}), '/_bulk?filter_path=errors');
  expect(errors.answer).toEqual({ errors: false });
});

describe('whole bodies that are refused', () => {
  test.each([
    ['no newline at the end', '{"create":{"_index":"x"}}\n{"n":1}'],
    ['no document', '{"create":{"_index":"x"}}\n'],
    ['an unknown action', '{"upsert":{"_index":"x"}}\n{"n":1}\n'],
    ['an action that is no object', '[]\n{"n":1}\n'],
    ['no index', '{"create":{}}\n{"n":1}\n'],
    ['an empty body', ''],
    ['empty lines', '\n\n'],
  ])('%s', async (_name, body) => {
    const { response, answer } = await post(body);
    expect(response.status).toBe(400);
    expect(answer.error?.reason).not.toBe('');
    expect(store.lines).toEqual([]);
    expect(counters.snapshot()[0]?.refused).toEqual({ malformed_body: 1 });
  });

  test('bytes that are not what their encoding says', async () => {
    const { response } = await post('{}\n', '/_bulk', { headers: { 'content-encoding': 'gzip' } });
    expect(response.status).toBe(400);
    const other = await post('{}\n', '/_bulk', { headers: { 'content-encoding': 'br' } });
    expect(other.response.status).toBe(415);
  });

  test.each(['text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'application/jsonx'])(
    'content of type %s',
    async (type) => {
      const body = lines({ create: { _index: 'i' } }, {});
      const { response, answer } = await post(body, '/_bulk', {
        headers: { 'content-type': type },
      });
      expect(response.status).toBe(406);
      expect(answer.error?.reason).toContain('application/x-ndjson');
      expect(store.lines).toEqual([]);
    },
  );

  test('more actions than would fit', async () => {
    const body = '{"create":{"_index":"i"}}\n{}\n'.repeat(200_001);
    expect((await post(body)).response.status).toBe(413);
    expect(store.lines).toEqual([]);
  });

  test('a small body that inflates beyond the bound', async () => {
    const bomb = Uint8Array.from(gzipSync(Buffer.alloc(101 * 1024 * 1024, 32), { level: 9 }));
    const { response } = await post(bomb, '/_bulk', { headers: { 'content-encoding': 'gzip' } });
    expect(response.status).toBe(413);
  });
});

describe('the other paths', () => {
  test('who it is, health and refresh', async () => {
    const get = async (path: string, method = 'GET'): Promise<[number, string]> => {
      const response = await fetch(origin + path, { method });
      expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
      return [response.status, await response.text()];
    };
    expect((await get('/'))[1]).toContain('You Know, for Search');
    expect(await get('/', 'HEAD')).toEqual([200, '']);
    expect((await get('/_cluster/health'))[1]).toContain('"status":"green"');
    expect((await get('/logs-a-b/_refresh'))[0]).toBe(200);
    expect((await get('/_refresh', 'POST'))[0]).toBe(200);
    expect((await get('/logs-a-b/_search', 'POST'))[0]).toBe(400);
  });

  test('a browser and other paths are left to the page', async () => {
    const page = await fetch(`${origin}/`, { headers: { accept: 'text/html,*/*' } });
    expect(await page.text()).toBe('page');
    expect(await (await fetch(`${origin}/api/logs`)).text()).toBe('page');
  });
});
