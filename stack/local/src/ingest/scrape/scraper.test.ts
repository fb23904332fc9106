import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IngestCounters } from '../counters.ts';
import type { RequestHandler } from '../http/handler.ts';
import { serve, type Served } from '../testing/serve.ts';
import { TestStore } from '../testing/store.ts';
import { parseConfig } from './config.ts';
import { Scraper } from './scraper.ts';

let store: TestStore;
let counters: IngestCounters;
let scraper: Scraper;
let served: Served;
let answer: RequestHandler;
const problems: string[] = [];

const TEXT = { 'content-type': 'text/plain; version=0.0.4' };
const metrics =
  (body: string, headers: Record<string, string> = TEXT): RequestHandler =>
  (_req, res) => {
    res.writeHead(200, headers).end(body);
    return true;
  };

beforeEach(async () => {
  store = new TestStore();
  counters = new IngestCounters();
  problems.length = 0;
  scraper = new Scraper({ store, counters }, { onProblem: (message) => problems.push(message) });
  answer = metrics('a 1\n');
  served = await serve((req, res) => answer(req, res));
});
afterEach(async () => {
  await scraper.close();
  await served.close();
});

const until = (check: () => void): Promise<void> => vi.waitFor(check, 4000);
const host = (): string => served.origin.slice('http://'.length);
const job = (more = ''): string => `
scrape_configs:
  - job_name: shop
    scrape_interval: 100ms
    static_configs: [{ targets: ['${host()}'] }]
    ${more}
`;
const apply = (text: string): Promise<void> => scraper.applyConfig(parseConfig(text, '/c.yml'));
const untilScraped = (): Promise<void> =>
  until(() => expect(scraper.targets()[0]?.health).toMatch(/up|down/));

test('samples, and the series about the scrape', async () => {
  await apply(job());
  await untilScraped();
  const of = `{instance="${host()}",job="shop"}`;
  expect(store.latest()).toMatchObject({
    [`a${of}`]: 1,
    [`up${of}`]: 1,
    [`scrape_samples_scraped${of}`]: 1,
    [`scrape_samples_post_metric_relabeling${of}`]: 1,
    [`scrape_duration_seconds${of}`]: expect.any(Number) as number,
  });
  expect(scraper.targets()).toMatchObject([
    {
      scrapePool: 'shop',
      scrapeUrl: `http://${host()}/metrics`,
      labels: { job: 'shop', instance: host() },
      health: 'up',
      lastError: '',
      scrapeIntervalMs: 100,
    },
  ]);
  // On a busy machine some are late; those that are not carry the time of their turn.
  await until(() => {
    const offsets = (store.keptSeries[0]?.samples ?? []).map(({ timeMs }) => timeMs % 100);
    const counts = Object.values(Object.groupBy(offsets, String)).map((same) => same?.length ?? 0);
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(3);
  });
});

test('what is asked for', async () => {
  let asked: Record<string, unknown> = {};
  answer = (req, res) => {
    asked = { ...req.headers, url: req.url };
    res.writeHead(200, { ...TEXT, 'content-encoding': 'gzip' }).end(gzipSync('a 1\n'));
    return true;
  };
  await apply(job('basic_auth: { username: me, password: pw }\n    params: { x: [y] }'));
  await untilScraped();
  expect(asked).toMatchObject({
    url: '/metrics?x=y',
    accept: expect.stringMatching(/^application\/openmetrics-text;version=1\.0\.0/) as string,
    'accept-encoding': 'gzip',
    authorization: `Basic ${Buffer.from('me:pw').toString('base64')}`,
    'x-prometheus-scrape-timeout-seconds': '0.1',
  });
  expect(scraper.targets()[0]?.health).toBe('up');
});

describe('a scrape fails', () => {
  test.each<[string, () => RequestHandler, RegExp]>([
    ['with its status', () => (_req, res) => !!res.writeHead(503).end(), /HTTP status 503/],
    [
      'on a redirect',
      () => (_req, res) => !!res.writeHead(302, { location: '/' }).end(),
      /302.*not followed/,
    ],
    [
      'on other content',
      () => metrics('<html>', { 'content-type': 'text/html' }),
      /"text\/html" is no/,
    ],
    ['on a malformed line', () => metrics('a 1\nb\n'), /^line 2: /],
    ['on a late answer', () => () => true, /no answer within 100 ms/],
    ['on a large body', () => metrics('a'.repeat(3000)), /more than 1024 bytes/],
    [
      'on a body that inflates',
      () => (_req, res) => {
        const headers = { ...TEXT, 'content-encoding': 'gzip' };
        return !!res.writeHead(200, headers).end(gzipSync('#'.repeat(3000)));
      },
      /more than 1024 bytes/,
    ],
    [
      'on a broken connection',
      () => (_req, res) => !!res.socket?.resetAndDestroy(),
      /ECONNRESET|hang up/,
    ],
  ])('%s', async (_name, failing, message) => {
    await apply(job('body_size_limit: 1KB'));
    await untilScraped();
    answer = failing();
    await until(() => expect(scraper.targets()[0]?.lastError).toMatch(message));
    const of = `{instance="${host()}",job="shop"}`;
    expect(store.latest()).toMatchObject({ [`up${of}`]: 0, [`a${of}`]: 'stale' });
    answer = metrics('a 5\n');
    await until(() => expect(store.latest()).toMatchObject({ [`a${of}`]: 5 }));
    expect(Object.keys(counters.snapshot()[0]?.refused ?? {})).toHaveLength(1);
  });
});

test('a target that code adds, and takes away', async () => {
  const url = `${served.origin}/m?x=1`;
  const remove = scraper.addTarget({ url, job: 'child', labels: { pid: '7' }, intervalMs: 50 });
  await untilScraped();
  expect(scraper.targets()[0]).toMatchObject({
    scrapeUrl: url,
    labels: { job: 'child', instance: host(), pid: '7' },
  });
  await remove();
  expect(scraper.targets()).toEqual([]);
  expect(new Set(Object.values(store.latest()))).toEqual(new Set(['stale']));
  expect(() => scraper.addTarget({ url: 'ftp://x', job: 'j' })).toThrow(/"ftp:\/\/x" cannot/);
});

test('closing breaks off a scrape that hangs', async () => {
  answer = () => true;
  scraper.addTarget({ url: served.origin, job: 'child' });
  await sleep(20);
  const startMs = performance.now();
  await scraper.close();
  expect(performance.now() - startMs).toBeLessThan(1000);
});

test('files of targets are read again when they change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'targets-'));
  const file = join(folder, 'shop-1.json');
  const write = (targets: readonly string[]): Promise<void> =>
    writeFile(file, JSON.stringify([{ targets, labels: { env: 'dev' } }]));
  try {
    await write([host()]);
    await apply(`
scrape_configs:
  - job_name: files
    scrape_interval: 50ms
    file_sd_configs: [{ files: ['${folder}/shop-*.json'], refresh_interval: 50ms }]
    relabel_configs: [{ action: drop, source_labels: [__address__], regex: 'dropped:.*' }]
`);
    await untilScraped();
    expect(scraper.targets()[0]?.labels).toEqual({ job: 'files', instance: host(), env: 'dev' });
    await writeFile(file, '[{ "targets": ["broken"');
    await until(() => expect(problems[0]).toMatch(/shop-1\.json:1: /));
    expect(scraper.targets()).toHaveLength(1);
    await write(['dropped:1']);
    await until(() => expect(scraper.targets()).toEqual([]));
    expect(scraper.droppedTargets()).toMatchObject([{ scrapePool: 'files' }]);
    expect(new Set(Object.values(store.latest()))).toEqual(new Set(['stale']));
    await rm(file);
    await until(() => expect(scraper.droppedTargets()).toEqual([]));
  } finally {
    await rm(folder, { recursive: true });
  }
});
