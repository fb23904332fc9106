import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WARNING_CODES } from '../../src/config/codes.ts';
import type { Exposition } from '../../src/testing/index.ts';
import { runFixture, type Fixture } from '../support/fixture.ts';
import { splitAddress } from '../support/fuzz.ts';
import { appFile } from './apps.ts';

/** Connections that the admin server takes at once. */
const CONNECTIONS_MAX = 64;
/** Headers have five seconds; the server looks every two. */
const LORIS_MAX_MS = 9000;
/** What a metric that does not answer may add to a scrape. */
const PATIENCE_MS = 2000;

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

async function start(file: string, env = {}): Promise<Fixture> {
  fixture = await runFixture({ file, env });
  return fixture;
}

async function connect(
  service: Fixture,
  options: net.SocketConstructorOpts = {},
): Promise<net.Socket> {
  const [host, port] = splitAddress(service.admin);
  const socket = new net.Socket(options).connect(port, host);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

test('clients that send headers without end are cut off, and others are served again', async () => {
  const service = await start('express5.mjs');
  const startedMs = performance.now();
  const lorises = await Promise.all(
    Array.from({ length: 2 * CONNECTIONS_MAX }, () => connect(service)),
  );
  const closed = lorises.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  // Half of them read what they are told, the others do not.
  for (const socket of lorises.slice(0, CONNECTIONS_MAX)) socket.resume();
  for (const socket of lorises) socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n');
  const drip = setInterval(() => {
    for (const socket of lorises) if (socket.writable) socket.write('X-More: 1\r\n');
  }, 500);
  // Meanwhile the service itself does not notice.
  expect((await service.request('/orders/1')).status).toBe(200);
  await Promise.all(closed);
  clearInterval(drip);
  expect(performance.now() - startedMs).toBeLessThan(LORIS_MAX_MS);
  expect((await service.scrape()).samples.length).toBeGreaterThan(0);
  expect(service.child.stderr).toEqual([]);
}, 20_000);

test('clients that only listen on are answered or closed, and hold nothing', async () => {
  const service = await start('express5.mjs');
  const answerOf = async (path: string): Promise<string> => {
    const socket = await connect(service, { allowHalfOpen: true });
    socket.end(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    let answer = '';
    try {
      for await (const chunk of socket) answer += String(chunk);
    } catch (error) {
      // More than the server serves at once are turned away, and that may reach us as a reset.
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    }
    return answer;
  };
  expect(await answerOf('/livez')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\nok\n/);
  expect(await answerOf('/nothing')).toMatch(/^HTTP\/1\.1 404 [^]*Nothing here/);
  // What takes more than a turn of the loop is given up by Node when the client ends its side.
  await Promise.all(Array.from({ length: 3 * CONNECTIONS_MAX }, () => answerOf('/metrics')));
  expect((await service.scrape()).samples.length).toBeGreaterThan(0);
});

describe('metrics of the application that throw, hang or are none', () => {
  const expectGood = (page: Exposition): void => {
    expect(page.value('app_good_total')).toBe(5);
    expect(page.value('app_infinite')).toBe(Infinity);
    const [nasty] = page.find('app_nasty');
    expect(nasty?.value).toBeNaN();
    expect(nasty?.labels['text']).toContain('quote " backslash \\ newline \n tab');
    expect(page.find('http_server_active_requests').length).toBeGreaterThan(0);
    for (const { name, labels } of page.samples) {
      expect(labels, name).not.toHaveProperty('extended');
      expect(name).not.toBe('fake');
    }
  };

  test('cost their own values, once the wait, and one warning each', async () => {
    // Parts of the gRPC stack do not load where Object.prototype is extended; told, and counted.
    const service = await start(appFile('metrics-app.mjs'), { OTEL_TRACES_EXPORTER: 'none' });
    expect((await service.request('/raw')).body).toMatch(/^(?:hangs|rejects)/);
    const first = performance.now();
    expectGood(await service.scrape());
    const second = performance.now();
    expect(second - first).toBeLessThan(2 * PATIENCE_MS);
    for (const accept of ['text/plain;version=0.0.4', undefined]) {
      expectGood(await service.scrape(accept));
    }
    expect(performance.now() - second, 'nobody waits twice').toBeLessThan(PATIENCE_MS);
    // The wait of the first scrape is the only one: nobody asks again before it ends.
    expect(Number((await service.request('/')).body)).toBeLessThanOrEqual(2);

    expect((await service.request('/better')).status).toBe(200);
    const page = await service.scrape();
    expectGood(page);
    expect(page.value('app_throwing')).toBe(1);
    expect(page.value('app_hanging')).toBe(2);
    const { code } = WARNING_CODES.METRIC_UNREADABLE;
    const told = service.lines().filter((line) => JSON.stringify(line).includes(code));
    const about = (name: string): number =>
      told.filter(({ message }) => message.includes(name)).length;
    for (const name of ['app_throwing', 'app_hanging', 'app_odd', 'app_sour']) {
      expect(about(name), name).toBe(1);
    }
    expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(service.child.stderr).toEqual([]);
  });
});
