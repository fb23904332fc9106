import { readdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WireKept, WireLogs, WireServices, WireTraces } from '../src/wire/index.ts';
import { askJson, Place, STACK_NODE, until } from './support/command.ts';

const SERVICE = fileURLToPath(new URL('support/service.mjs', import.meta.url));
const SERVED = 'http_server_request_duration_seconds_count';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.clean());

interface Vector {
  readonly data: { readonly result: { metric: Record<string, string>; value: [number, string] }[] };
}

async function instant(page: string, query: string): Promise<Vector['data']['result']> {
  const url = `${page}/api/v1/query?query=${encodeURIComponent(query)}`;
  return (await askJson<Vector>(url)).data.result;
}

describe('a service beside the stack', () => {
  test('is seen as lines, spans and series, and by every command', async () => {
    const { page, child, code, err } = await place.up('--', STACK_NODE, SERVICE);
    const traces = await until('three traces with a server span', async () => {
      const found = await askJson<WireTraces>(`${page}/api/traces?q=kind:server`);
      return found.matched === 3 ? found.traces : undefined;
    });
    expect(traces.filter(({ errors }) => errors > 0)).toHaveLength(1);
    const lines = await until('all lines', async () => {
      const found = await askJson<WireLogs>(`${page}/api/logs?q=somebody`);
      return found.lines.length === 3 ? found.lines : undefined;
    });
    expect(new Set(lines.map(({ traceId }) => traceId))).toEqual(
      new Set(traces.map(({ traceId }) => traceId)),
    );
    const text = await askJson<WireLogs>(
      `${page}/api/logs?q=${encodeURIComponent('"plain words"')}`,
    );
    expect(text.lines).toHaveLength(1);
    const [total] = await until('the counter of requests', async () => {
      const result = await instant(page, `sum(${SERVED})`);
      return result[0]?.value[1] === '3' ? result : undefined;
    });
    expect(total?.value[1]).toBe('3');
    // Rates need a second scrape.
    await until('the state of the service', async () => {
      const { services } = await askJson<WireServices>(`${page}/api/services`);
      return services[0]?.health === 'failing' ? services : undefined;
    });

    const query = await place.run('query', `sum(${SERVED})`, '--json');
    expect(JSON.parse(query.out)).toMatchObject({ result: [{ value: [expect.any(Number), '3'] }] });
    const logs = await place.run('logs', 'somebody', '--json');
    expect(logs.out.trim().split('\n')).toHaveLength(3);
    const list = await place.run('traces', 'status:error');
    expect(list.out).toContain('2 errors');
    const one = await place.run('traces', traces[0]?.traceId ?? '');
    expect(one.out).toMatch(/ms .*GET/);

    child.kill('SIGINT');
    expect(await code, err()).toBe(0);
    await expect(fetch(page)).rejects.toThrow('fetch failed');
    expect(readdirSync(join(place.folder, 'state/sightline/instances'))).toEqual([]);
  });

  test('a restart has the last hour; an export shows elsewhere', async () => {
    const first = await place.up('--', STACK_NODE, SERVICE);
    await until('traces', async () => {
      const { matched } = await askJson<WireTraces>(`${first.page}/api/traces`);
      return matched >= 3 ? matched : undefined;
    });
    const file = join(place.folder, 'slice.gz');
    await until('samples', async () => (await instant(first.page, SERVED))[0]);
    expect((await place.run('export', file)).out).toContain('Show it');
    first.child.kill('SIGTERM');
    await first.code;

    const second = await place.up();
    expect(second.err()).toMatch(/Brought back \d+ log lines, [3-9]\d* spans/);
    expect((await askJson<WireTraces>(`${second.page}/api/traces`)).matched).toBeGreaterThan(2);
    second.child.kill('SIGTERM');
    await second.code;

    const empty = await place.up('--no-data', '--load', file);
    expect((await askJson<WireTraces>(`${empty.page}/api/traces`)).matched).toBeGreaterThan(2);
    const before = await askJson<WireKept>(`${empty.page}/api/kept`);
    const imported = await place.run('import', file, '--json');
    expect(JSON.parse(imported.out)).toMatchObject({ broken: 0 });
    const after = await askJson<WireKept>(`${empty.page}/api/kept`);
    const spans = ({ signals }: WireKept) => signals.find(({ signal }) => signal === 'spans')?.kept;
    expect(spans(after)).toBe(2 * (spans(before) ?? 0));
  });
});

describe('who may ask', () => {
  test('on loopback: only callers that name this machine, and no page of others', async () => {
    const { page } = await place.up('--no-data');
    const { port } = new URL(page);
    const status = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ port, path: '/api/about', headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .once('error', reject)
          .end();
      });
    expect(await status({})).toBe(200);
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ origin: 'http://evil.example' })).toBe(403);
    const answer = await fetch(page, { headers: { accept: 'text/html' } });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('beyond loopback: whoever has the token', async () => {
    const { page, err } = await place.up('--no-data', '--host', '0.0.0.0');
    const token = /token +(\S+)/.exec(err())?.[1] ?? '';
    expect(token.length).toBeGreaterThan(20);
    const about = `${page}/api/about`;
    expect((await fetch(about)).status).toBe(401);
    expect((await fetch(`${page}/_bulk`, { method: 'POST' })).status).toBe(401);
    expect((await fetch(`${page}/v1/traces`, { method: 'POST' })).status).toBe(401);
    expect((await fetch(page, { headers: { accept: 'text/html' } })).status).toBe(200);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(about, { headers })).status).toBe(200);
    const wrong = { method: 'POST', body: JSON.stringify({ token: 'wrong' }) };
    expect((await fetch(`${page}/api/login`, wrong)).status).toBe(401);
    const right = { method: 'POST', body: JSON.stringify({ token }) };
    const cookie = (await fetch(`${page}/api/login`, right)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const session = { cookie: cookie.split(';')[0] ?? '' };
    expect((await fetch(about, { headers: session })).status).toBe(200);
    // Commands of the same user find the token by themselves.
    expect((await place.run('query', 'vector(1)')).out).toContain('1');
  });
});

describe('what goes wrong is told, with what to do', () => {
  test('a port that was asked for and is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, err } = await place.run('up', '--no-data', '--port', String(port));
    other.close();
    expect(code).toBe(1);
    expect(err).toContain(`--port ${port}: cannot listen on 127.0.0.1: the port is in use`);
  });

  test('a configuration that cannot be followed', async () => {
    const file = join(place.folder, 'prometheus.yml');
    writeFileSync(file, 'scrape_configs:\n  - job_name: x\n    consul_sd_configs: []\n');
    const { code, err } = await place.run('up', '--no-data', '--config', file);
    expect(code).toBe(1);
    expect(err).toMatch(/prometheus\.yml:\d+.*consul_sd_configs/);
  });

  test.each([
    [['query'], 2, 'A query is missing'],
    [['query', 'up{'], 1, 'parse error'],
    [['logs', 'level:'], 1, 'A value is missing'],
    [['traces', '--limit', 'x'], 2, 'whole number'],
    [['traces', 'f'.repeat(32)], 1, 'No span of trace'],
    [['export'], 2, 'One file'],
    [['import', 'nowhere'], 2, 'no such file'],
    [['nonsense'], 2, 'no verb'],
    [['up', 'node', 'app.js'], 2, 'put a command behind "--"'],
    [['up', '--forward', 'x', '--no-data'], 1, 'OTLP/HTTP address is expected'],
    [['up', '--load', 'nowhere', '--no-data'], 1, '--load nowhere'],
  ])('%j', async (args, code, said) => {
    const needsStack = ['query', 'logs', 'traces'].includes(args[0] ?? '');
    if (needsStack) await place.up('--no-data');
    const result = await place.run(...args);
    expect(result.err).toContain(said);
    expect(result.code).toBe(code);
  });

  test('no stack at all', async () => {
    const { code, err } = await place.run('logs');
    expect(code).toBe(1);
    expect(err).toContain('npx sightline up');
  });

  test('a command that cannot be started', async () => {
    const { code, err } = await place.run('up', '--no-data', '--', 'no-such-program');
    expect(err).toContain('no-such-program could not be started');
    expect(code).toBe(127);
  });
});

test('forwards what it takes to another stack', async () => {
  const other = await place.up('--no-data');
  const target = /OTLP HTTP +(http:\S+)/.exec(other.err())?.[1] ?? '';
  await place.up('--no-data', '--forward', target, '--', STACK_NODE, SERVICE);
  await until('the traces over there', async () => {
    const { matched } = await askJson<WireTraces>(`${other.page}/api/traces?q=kind:server`);
    return matched === 3 ? matched : undefined;
  });
});

test('every verb has a help text', async () => {
  const verbs = ['up', 'query', 'logs', 'traces', 'export', 'import', 'promqltest', 'status'];
  for (const verb of verbs) {
    const { code, out } = await place.run(verb, '--help');
    expect(code).toBe(0);
    expect(out).toContain(`Usage: sightline ${verb}`);
  }
});

test('malformed paths and questions are answered, and do no harm', async () => {
  const { page } = await place.up('--no-data');
  const cases: [string, number][] = [
    ['/api/services/%E0%A4%A', 400],
    ['/api/v1/label/%E0%A4%A/values', 400],
    ['/api/v1/label/__name__/values', 200],
    ['/api/traces?limit=-1', 400],
    ['/api/traces?from=2&to=1', 400],
    ['/api/logs?q=%22', 400],
    ['/api/traces/nonsense', 400],
    ['/api/nothing', 404],
    ['/assets/nothing.js', 404],
    ['/services/my.service', 200],
    ['/api/v1/query', 400],
    ['/api/v1/query_range?query=up&start=0&end=1&step=0', 400],
  ];
  for (const [path, status] of cases) {
    const answer = await fetch(page + path, { headers: { accept: 'text/html' } });
    expect(answer.status, path).toBe(status);
    await answer.arrayBuffer();
  }
  const events = await fetch(`${page}/api/live?logs=`);
  const reader = events.body?.getReader();
  const first = await reader?.read();
  expect(new TextDecoder().decode(first?.value)).toContain('event: tick');
  await reader?.cancel();
});
