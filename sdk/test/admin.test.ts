import { once } from 'node:events';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WARNING_CODES } from '../src/config/codes.ts';
import { HTTP_METRICS, IDENTITY_LABELS, METRICS } from '../src/contract/index.ts';
import { ADMIN_TOKEN, runFixture, type Fixture, type FixtureOptions } from './support/fixture.ts';
import { splitAddress } from './support/fuzz.ts';
import { settled } from './support/table.ts';

const TEXT_TYPE = 'text/plain; version=0.0.4';

describe('the admin server', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await runFixture({ file: 'express5.mjs' });
    await fixture.request('/orders/1');
  });
  afterAll(() => fixture?.dispose());

  test('renders both formats, as asked for', async () => {
    const open = await fixture.scrape();
    expect(open.openMetrics).toBe(true);
    const text = await fixture.scrape(TEXT_TYPE);
    expect(text.openMetrics).toBe(false);
    const browser = await fixture.adminRequest('/metrics', {
      headers: { accept: 'text/html,*/*' },
    });
    expect(browser.headers['content-type']).toContain('text/plain');
  });

  test('puts the identity on every series, in both formats', async () => {
    for (const page of [await fixture.scrape(), await fixture.scrape(TEXT_TYPE)]) {
      expect(page.samples.length).toBeGreaterThan(50);
      for (const sample of page.samples) {
        const missing = IDENTITY_LABELS.filter((label) => !sample.labels[label]);
        expect(missing, sample.name).toEqual([]);
      }
    }
  });

  test('shows nothing that the contract does not name, with its type and help', async () => {
    const page = await fixture.scrape(TEXT_TYPE);
    const known = new Map(METRICS.map((metric) => [metric.name, metric]));
    for (const family of page.families.values()) {
      expect(known.get(family.name), family.name).toMatchObject({
        type: family.type,
        help: family.help,
      });
    }
  });

  test('has exemplars that lead to the trace of a request', async () => {
    const answer = await fixture.request('/orders/2');
    await fixture.otlp.waitFor(({ spans }) => spans.some((s) => s.traceId === answer.traceId));
    const page = await fixture.scrape();
    const traces = page
      .find(`${HTTP_METRICS.serverDuration.name}_bucket`)
      .flatMap((sample) => sample.exemplar?.labels['trace_id'] ?? []);
    // A bucket shows the slowest of its recent requests, so it may be an earlier one than this.
    const delivered = fixture.otlp.spans.map((span) => span.traceId);
    expect(traces.length).toBeGreaterThan(0);
    for (const traceId of traces) expect(delivered).toContain(traceId);
  });

  test.each([
    ['/livez', 'GET', 200],
    ['/readyz', 'GET', 200],
    ['/metrics', 'HEAD', 200],
    ['/status', 'GET', 200],
    ['/loglevel', 'GET', 200],
    ['/nothing', 'GET', 404],
    ['/metrics', 'POST', 405],
    ['/livez', 'DELETE', 405],
  ])('%s by %s is %i', async (path, method, status) => {
    expect((await fixture.adminRequest(path, { method })).status).toBe(status);
  });

  test.each(['/status', '/loglevel'])('%s is not for every caller', async (path) => {
    const wrong = { headers: { authorization: 'Bearer wrong' } };
    expect((await fixture.adminRequest(path, wrong)).status).toBe(401);
    // A page of another site, in a browser on this machine.
    const foreign = { headers: { authorization: '', origin: 'https://evil.example' } };
    expect([401, 403]).toContain((await fixture.adminRequest(path, foreign)).status);
  });

  test('metrics and health are open', async () => {
    for (const path of ['/metrics', '/livez', '/readyz']) {
      const nobody = { headers: { authorization: '' } };
      expect((await fixture.adminRequest(path, nobody)).status).toBe(200);
    }
  });

  test('changes the log level for a while', async () => {
    const put = (body: string): Promise<{ status: number }> =>
      fixture.adminRequest('/loglevel', { method: 'PUT', body });
    const debugLines = async (): Promise<number> => {
      await settled(fixture, [await fixture.request('/log')]);
      return fixture.lines().filter((line) => line.message === 'below the level').length;
    };
    expect(await debugLines()).toBe(0);
    expect((await put('{"level":"debug","expires":"1s"}')).status).toBe(200);
    const told = JSON.parse((await fixture.adminRequest('/loglevel')).body) as object;
    expect(told).toMatchObject({ level: 'debug', configured: 'info' });
    expect(await debugLines()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(await debugLines()).toBe(1);
    for (const body of ['{"level":"loud"}', '{"level":"debug","expires":"25h"}', 'debug', '']) {
      expect((await put(body)).status, body).toBe(400);
    }
  });

  test('serves others while slow clients hold their connections', async () => {
    const [host, port] = splitAddress(fixture.admin);
    const slow = Array.from({ length: 40 }, () => net.connect(port, host));
    for (const socket of slow) {
      socket.on('error', () => {});
      socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    }
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    expect((await fixture.adminRequest('/livez')).status).toBe(200);
    expect((await fixture.request('/orders/1')).status).toBe(200);
    // They are sent away in time: a held connection is a place that a scrape does not get.
    const closed = Promise.all(slow.map((socket) => once(socket.resume(), 'close')));
    const patience = new Promise((resolve) => setTimeout(resolve, 12_000, 'still open after 12 s'));
    expect(await Promise.race([closed.then(() => 'closed'), patience])).toBe('closed');
  });

  test('is never in a span or a request line', () => {
    const paths = JSON.stringify(fixture.lines().map((line) => line.url?.path));
    expect(paths).not.toContain('/livez');
    expect(JSON.stringify(fixture.otlp.spans.map((span) => span.name))).not.toContain('livez');
    expect(JSON.stringify(fixture.lines())).not.toContain(ADMIN_TOKEN);
  });
});

describe('the port of the admin server', () => {
  let fixture: Fixture | undefined;
  let busy: net.Server | undefined;
  afterEach(async () => {
    await fixture?.dispose();
    busy?.close();
  });

  async function start(options: Omit<FixtureOptions, 'file'>): Promise<Fixture> {
    fixture = await runFixture({ file: 'express5.mjs', ...options });
    return fixture;
  }
  async function occupy(port: number): Promise<number> {
    const server = net.createServer();
    busy = server;
    await new Promise<void>((resolve) => {
      // Somebody else on this machine having it is just as good.
      server.once('error', () => resolve());
      server.listen(port, '127.0.0.1', resolve);
    });
    return (server.address() as net.AddressInfo | null)?.port ?? port;
  }
  const warnings = (from: Fixture, code: string): number =>
    from.lines().filter((line) => line.log.level === 'warn' && JSON.stringify(line).includes(code))
      .length;

  test('chosen and taken: one warning, no admin server, the service runs', async () => {
    const port = await occupy(0);
    const env = { SIGHTLINE_ADMIN_PORT: String(port) };
    const started = await start({ env, admin: false });
    expect((await started.request('/orders/1')).status).toBe(200);
    await started.waitForLine((line) => line.log.level === 'warn');
    expect(warnings(started, WARNING_CODES.ADMIN_PORT_BUSY.code)).toBe(1);
    expect(await started.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  });

  test('default and taken: the next free one, told in one line and in the folder', async () => {
    await occupy(9464);
    const started = await start({ env: { SIGHTLINE_ADMIN_PORT: '' } });
    const [, port] = splitAddress(started.admin);
    expect(port).toBeGreaterThan(9464);
    expect((await started.adminRequest('/livez')).status).toBe(200);
    const moved = await started.waitForLine((line) =>
      JSON.stringify(line).includes(WARNING_CODES.ADMIN_PORT_MOVED.code),
    );
    expect(JSON.stringify(moved)).toContain(String(port));
  });

  test('off: there is none', async () => {
    const started = await start({ env: { SIGHTLINE_ADMIN_PORT: 'off' }, admin: false });
    expect((await started.request('/orders/1')).status).toBe(200);
    expect(warnings(started, 'ADMIN')).toBe(0);
  });
});

describe('readiness', () => {
  test('follows the checks of the application, and its signal', async () => {
    const fixture = await runFixture({ file: 'ready-checks.mjs' });
    const ready = async (cache: string): Promise<[number, unknown]> => {
      await fixture.request(`/?cache=${cache}`);
      const { status, body } = await fixture.adminRequest('/readyz');
      return [status, (JSON.parse(body) as { checks: unknown }).checks];
    };
    expect(await ready('up')).toEqual([200, { database: 'ok', cache: 'ok' }]);
    expect((await ready('false'))[0]).toBe(503);
    expect(await ready('throws')).toEqual([
      503,
      { database: 'ok', cache: expect.stringContaining('cache is gone') },
    ]);
    expect((await ready('hangs'))[0]).toBe(503);
    expect((await fixture.adminRequest('/livez')).status).toBe(200);
    expect((await ready('up'))[0]).toBe(200);
    await fixture.dispose();
  });

  test('goes off before the flush', async () => {
    const fixture = await runFixture({
      file: 'express5.mjs',
      env: { SIGHTLINE_SHUTDOWN_TIMEOUT_MS: '2000' },
    });
    fixture.otlp.behave('hang');
    await fixture.request('/orders/1');
    await fixture.otlp.waitFor(({ requests }) => requests.length > 0);
    fixture.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await fixture.adminRequest('/readyz')).status).toBe(503);
    expect(await fixture.child.end(8000)).toEqual({ code: null, signal: 'SIGTERM' });
    await fixture.dispose();
  });
});
