import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Load } from '../src/traffic/load.ts';
import { parseLoad } from '../src/traffic/load-options.ts';
import { PROFILES, type ProfileName } from '../src/traffic/profiles.ts';
import { latencyOf, Report } from '../src/traffic/report.ts';

const FILE = fileURLToPath(new URL('../src/load.ts', import.meta.url));

let server: Server;
let web = '';
let isHanging = false;
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    if (isHanging) return;
    const isKnown = request.url?.startsWith('/products') === true;
    response.writeHead(isKnown ? 200 : 404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.closeAllConnections());

describe('arguments', () => {
  test('have defaults', () => {
    const defaults = { rps: 20, profile: 'shop', seconds: 60, url: undefined };
    expect(parseLoad([])).toEqual(defaults);
    expect(parseLoad(['--help'])).toBe('help');
  });

  test.each([
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://localhost:4000/shop', 'http://localhost:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ])('%s is on this machine', (url, origin) => {
    expect(parseLoad(['--url', url])).toMatchObject({ url: origin });
  });

  test.each([
    'https://example.com',
    'http://10.0.0.1',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1@example.com',
    'file:///etc/passwd',
    'shop',
  ])('%s is refused in words', (url) => {
    expect(() => parseLoad(['--url', url])).toThrow(`--url: "${url}" is not on this machine`);
  });

  test.each([
    [['--rps', '501'], '--rps: "501" is not a whole number from 1 to 500'],
    [['--rps', '0'], '--rps: "0" is not'],
    [['--rps', '51', '--profile', 'spike'], 'from 1 to 50, because a spike is ten times as much'],
    [['--seconds', '1.5'], '--seconds: "1.5" is not'],
    [['--profile', 'flood'], '--profile: "flood" is none of shop, browse, scanner, spike'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j are refused', (args, words) => {
    expect(() => parseLoad(args)).toThrow(words);
  });
});

describe('profiles', () => {
  const paths = (name: ProfileName): string[] =>
    Array.from({ length: 60 }, (_, index) => PROFILES[name].journeyOf(index).path);

  test('a scanner asks for something else each time, and a browser never buys', () => {
    expect(new Set(paths('scanner')).size).toBe(60);
    const browsed = Array.from({ length: 20 }, (_, index) => PROFILES.browse.journeyOf(index));
    expect(browsed.every(({ method, path }) => method === 'GET' && path.startsWith('/p'))).toBe(
      true,
    );
  });

  test('a spike is ten times the rate for a tenth of the time', () => {
    const times = Array.from({ length: 100 }, (_, index) => PROFILES.spike.timesAt(index / 100));
    expect(times.filter((each) => each === 10)).toHaveLength(10);
    expect(times.filter((each) => each === 1)).toHaveLength(90);
  });
});

describe('load', () => {
  const start = (rps: number, openMax: number, report = new Report()) =>
    new Load({
      web,
      rateAt: () => rps,
      openMax,
      journeyOf: PROFILES.browse.journeyOf,
      onAnswer: (answer) => report.add(answer),
    });

  test('is sent at the rate that was asked for', async () => {
    const report = new Report();
    const startedMs = performance.now();
    const load = start(200, 50, report);
    await expect.poll(() => load.sent, { timeout: 5000, interval: 5 }).toBeGreaterThan(100);
    const seconds = (performance.now() - startedMs) / 1000;
    await load.finish();
    expect(load.sent / seconds).toBeGreaterThan(100);
    expect(load.sent / seconds).toBeLessThan(260);
    expect(report.answers).toBe(load.sent);
    expect(report.counts).toBe(`200: ${load.sent}`);
  });

  test('keeps no more open than it may, and counts what it does not send', async () => {
    isHanging = true;
    const report = new Report();
    const load = start(400, 5, report);
    await expect.poll(() => load.skipped).toBeGreaterThan(10);
    expect(load.open).toBe(5);
    expect(load.sent).toBe(5);
    load.stop();
    await load.finish();
    expect(report.counts).toBe('aborted: 5');
    isHanging = false;
  });
});

test('percentiles are of what was answered, by nearest rank', () => {
  const report = new Report();
  expect(latencyOf(report)).toBe('p50 - ms, p95 - ms, p99 - ms');
  for (let ms = 1; ms <= 100; ms += 1) report.add({ outcome: 200, ms });
  report.add({ outcome: 'aborted', ms: 9999 });
  report.add({ outcome: 503, ms: 100 });
  expect(latencyOf(report)).toBe('p50 51 ms, p95 96 ms, p99 100 ms');
  expect(report.counts).toBe('200: 100, 503: 1, aborted: 1');
});

describe('npm run load', () => {
  const run = async (...args: string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', TMPDIR: '/nowhere' };
    const child = spawn(process.execPath, [FILE, ...args], { env });
    let text = '';
    const keep = (chunk: Buffer): void => {
      text += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, text };
  };

  test('prints a line per second, and what came of it all', async () => {
    asked.length = 0;
    const { code, text } = await run('--rps', '50', '--seconds', '2', '--url', web);
    expect(code, text).toBe(0);
    expect(text).toMatch(/^ {3}1 s {2}.*200: \d+.* p95 \d+ ms {3}open \d+$/m);
    expect(text).toMatch(/^ {3}2 s /m);
    expect(text).toContain(`sent      ${asked.length}\n`);
    expect(text).toMatch(/answers {3}200: \d+, 404: \d+\np50 \d+ ms, p95 \d+ ms, p99 \d+ ms\n$/);
    expect(asked).toContain('POST /orders');
  });

  test('says when there is no shop to send it to, and what is wrong', async () => {
    expect(await run()).toMatchObject({ code: 1, text: expect.stringContaining('No shop runs.') });
    const refused = await run('--url', 'http://example.com');
    expect(refused.text).toContain('is not on this machine');
    expect(refused.text).toContain('Usage: npm run load');
  });
});
