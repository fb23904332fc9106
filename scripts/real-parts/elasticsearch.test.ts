import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from './cache.ts';
import {
  elasticsearchOrSkip,
  startElasticsearch,
  type RequestOptions,
  type RunningElasticsearch,
} from './elasticsearch.ts';

const STARTED_WITHIN_MS = 120_000;
const STREAM = 'logs-parts-test';
const FAILURES = `${STREAM}::failures`;
const AT = '2026-11-24T12:00:00.000Z';

const TEMPLATE = {
  index_patterns: ['logs-parts-*'],
  priority: 500,
  data_stream: {},
  template: {
    data_stream_options: { failure_store: { enabled: true } },
    lifecycle: { data_retention: '14d' },
    settings: { number_of_replicas: 0 },
    mappings: {
      properties: {
        '@timestamp': { type: 'date' },
        count: { type: 'long' },
        message: { type: 'match_only_text' },
      },
    },
  },
};

interface Item {
  readonly _index: string;
  readonly status: number;
  readonly failure_store?: string;
  readonly error?: { readonly type: string };
}

interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: object;
}

let server: RunningElasticsearch | undefined;
let dataFolder = '';

function running(): RunningElasticsearch {
  if (server === undefined) throw new Error('not started');
  return server;
}

/** One operation as a bulk, which succeeds as a request whatever becomes of the operation. */
async function write(
  index: string,
  action: object,
  source?: object,
  as?: RequestOptions,
): Promise<Item | undefined> {
  const lines = source === undefined ? [action] : [action, source];
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  type Answer = { readonly items?: readonly Readonly<Record<string, Item>>[] };
  const path = `/${index}/_bulk?refresh=true`;
  const answer = await running().request<Answer>('POST', path, body, as);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return Object.values(answer.body.items?.[0] ?? {})[0];
}

async function search(target: string): Promise<readonly Hit[]> {
  const found = await running().request<{ hits: { hits: Hit[] } }>('GET', `/${target}/_search`);
  expect(found.status).toBe(200);
  return found.body.hits.hits;
}

async function apiKey(name: string, indices: readonly object[]): Promise<RequestOptions> {
  const body = { name, role_descriptors: { [name]: { cluster: [], indices } } };
  const path = '/_security/api_key';
  const key = await running().request<{ encoded: string }>('POST', path, body);
  return { authorization: `ApiKey ${key.body.encoded}` };
}

async function status(method: string, path: string, as?: RequestOptions): Promise<number> {
  return (await running().request(method, path, undefined, as)).status;
}

const home = await elasticsearchOrSkip();
if (isMissing(home)) console.warn(`Elasticsearch is not run: ${home.missing}`);

describe.skipIf(isMissing(home))('a real Elasticsearch', () => {
  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'sightline-parts-'));
    if (isMissing(home)) throw new Error(home.missing);
    server = await startElasticsearch(home, { dataFolder, tls: true });
    await server.request('PUT', '/_index_template/logs-parts', TEMPLATE);
  }, STARTED_WITHIN_MS);

  afterAll(async () => {
    await server?.stop();
    await rm(dataFolder, { recursive: true, force: true });
  });

  test('tells its version over TLS, and nothing without the password', async () => {
    const root = await running().request<{ version: { number: string } }>('GET', '/');
    expect(root.body.version.number).toBe('9.5.4');
    expect(running().url).toMatch(/^https:/);
    const guess = Buffer.from('elastic:changeme').toString('base64');
    expect(await status('GET', '/', { authorization: `Basic ${guess}` })).toBe(401);
  });

  test('a data stream takes a document once', async () => {
    const document = { '@timestamp': AT, count: 1, message: 'first' };
    const created = await write(STREAM, { create: { _id: 'one' } }, document);
    expect(created).toMatchObject({ status: 201, _index: expect.stringMatching(/^\.ds-logs-pa/) });
    expect(await write(STREAM, { create: { _id: 'one' } }, document)).toMatchObject({
      status: 409,
      error: { type: 'version_conflict_engine_exception' },
    });
    expect((await write(STREAM, { index: { _id: 'one' } }, document))?.status).toBe(400);
    expect((await search(STREAM)).map(({ _id, _source }) => [_id, _source])).toEqual([
      ['one', document],
    ]);
  });

  test('an API key that may create documents in logs-* may do nothing else', async () => {
    const names = ['logs-*'];
    const key = await apiKey('writer', [{ names, privileges: ['create_doc', 'auto_configure'] }]);
    const document = { '@timestamp': AT, count: 2 };
    expect((await write(STREAM, { create: { _id: 'two' } }, document, key))?.status).toBe(201);
    expect(await write('metrics-parts', { create: { _id: 'two' } }, document, key)).toMatchObject({
      status: 403,
      error: { type: 'security_exception' },
    });
    expect(await status('GET', `/${STREAM}/_search`, key)).toBe(403);
    expect(await status('POST', `/${STREAM}/_refresh`, key)).toBe(403);
    expect(await status('DELETE', `/${STREAM}`, key)).toBe(403);
  });

  test('what does not fit the mapping is acknowledged and kept as a failure', async () => {
    const document = { '@timestamp': AT, count: 'many', message: 'does not fit' };
    const stored = await write(STREAM, { create: { _id: 'bad' } }, document);
    expect(stored).toMatchObject({
      status: 201,
      failure_store: 'used',
      _index: expect.stringMatching(/^\.fs-logs-parts-test-/),
    });
    const [failure, ...more] = await search(FAILURES);
    expect(more).toEqual([]);
    expect(failure?._source).toEqual({
      '@timestamp': expect.stringMatching(/^20\d\d-/),
      document: { id: 'bad', index: STREAM, source: document },
      error: {
        type: 'document_parsing_exception',
        message: expect.stringContaining('failed to parse field [count] of type [long]'),
        stack_trace: expect.stringContaining('DocumentParsingException'),
      },
    });
    expect((await search(STREAM)).map(({ _id }) => _id)).not.toContain('bad');
  });

  test('a failure is read and removed by a key for its backing index', async () => {
    const [failure] = await search(FAILURES);
    if (failure === undefined) throw new Error('no failure');
    const remove = { delete: { _id: failure._id } };
    const reader = await apiKey('reader', [
      { names: ['logs-parts-*'], privileges: ['read_failure_store'] },
    ]);
    expect(await status('GET', `/${FAILURES}/_search`, reader)).toBe(200);
    expect(await status('DELETE', `/${failure._index}/_doc/${failure._id}`, reader)).toBe(403);
    const keeper = await apiKey('keeper', [
      { names: ['.fs-logs-parts-*'], privileges: ['read', 'delete'] },
    ]);
    expect((await write(failure._index, remove, undefined, keeper))?.status).toBe(200);
    expect(await search(FAILURES)).toEqual([]);
  });

  test(
    'documents that were acknowledged outlive a kill',
    async () => {
      const before = (await search(STREAM)).map(({ _id }) => _id).sort();
      expect(before).toEqual(['one', 'two']);
      const { pid } = running();
      await running().kill();
      await running().restart();
      expect(running().pid).not.toBe(pid);
      expect((await search(STREAM)).map(({ _id }) => _id).sort()).toEqual(before);
    },
    STARTED_WITHIN_MS,
  );
});
