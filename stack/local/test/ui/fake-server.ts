import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FilterError } from '../../src/filter/index.ts';
import type { WireAbout, WireLog, WireRange } from '../../src/wire/index.ts';
import { FakeData, logTest } from './fake-data.ts';
import { prometheus, type Example, type FakeAnswer } from './fake-prometheus.ts';
import * as reads from './fake-reads.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; " +
  "frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface FakeOptions {
  /** Folder of the built page. */
  readonly folder: string;
  readonly port?: number;
  /** Nothing has come in yet. */
  readonly empty?: boolean;
  /** Asked for before anything is answered. */
  readonly token?: string;
}

const ABOUT: WireAbout = {
  version: '0.1.0',
  startedMs: 0,
  children: [
    { name: 'storefront', command: 'node storefront.ts', running: true },
    { name: 'catalog', command: 'node catalog.ts', running: true },
    { name: 'payments', command: 'node payments.ts', running: false },
  ],
  endpoints: {
    page: 'http://localhost:4319',
    otlpGrpc: 'localhost:4317',
    otlpHttp: 'http://localhost:4318',
    bulk: 'http://localhost:4319/_bulk',
  },
  sendCommand: 'OTEL_TRACES_EXPORTER=otlp node --import sightline/register app.js',
  forward: null,
};

/** A stack that knows a shop: answers what the page asks, from data made by a generator. */
export class FakeServer {
  readonly #options: FakeOptions;
  readonly #data: FakeData;
  readonly #server: Server;
  readonly #streams = new Map<ServerResponse, string | null>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FakeOptions) {
    this.#options = options;
    this.#data = new FakeData(Date.now(), options.empty ?? false);
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  get data(): FakeData {
    return this.#data;
  }

  async start(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.listen(this.#options.port ?? 0, '127.0.0.1', resolve);
    await promise;
    this.#timer = setInterval(() => this.#tick(), 1000);
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    clearInterval(this.#timer);
    this.#server.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }

  #tick(): void {
    const fresh = this.#options.empty === true ? [] : this.#data.addUntil(Date.now());
    const tick = {
      nowMs: Date.now(),
      logs: this.#data.logs.length,
      spans: this.#data.spanCount,
      samples: 1000,
      skippedLogs: 0,
    };
    for (const [stream, filter] of this.#streams) {
      stream.write(`event: tick\ndata: ${JSON.stringify(tick)}\n\n`);
      if (filter === null) continue;
      const lines: WireLog[] = fresh.filter(logTest(filter));
      if (lines.length > 0) stream.write(`event: logs\ndata: ${JSON.stringify(lines)}\n\n`);
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-security-policy', POLICY);
    if (url.pathname === '/api/login') this.#logIn(request, response);
    else if (!url.pathname.startsWith('/api/')) this.#file(url.pathname, response);
    else if (!this.#mayAsk(request)) {
      send(response, { status: 401, body: { error: 'this stack asks for its token' } });
    } else if (url.pathname === '/api/live') this.#stream(url, response);
    else send(response, this.#read(url));
  }

  #mayAsk(request: IncomingMessage): boolean {
    const { token } = this.#options;
    return token === undefined || (request.headers.cookie ?? '').includes(`token=${token}`);
  }

  #logIn(request: IncomingMessage, response: ServerResponse): void {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const { token } = JSON.parse(text) as { token: string };
      if (token !== this.#options.token) {
        send(response, { status: 401, body: { error: 'that is not the token' } });
        return;
      }
      response.setHeader('set-cookie', `token=${token}; HttpOnly; SameSite=Strict; Path=/`);
      response.writeHead(204).end();
    });
  }

  #stream(url: URL, response: ServerResponse): void {
    try {
      logTest(url.searchParams.get('logs') ?? '');
    } catch {
      response.writeHead(400).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': open\n\n');
    this.#streams.set(response, url.searchParams.get('logs'));
    response.on('close', () => this.#streams.delete(response));
  }

  #read({ pathname, searchParams: query }: URL): FakeAnswer {
    const to = Number(query.get('to') ?? Date.now());
    const range: WireRange = { from: Number(query.get('from') ?? to - 900_000), to };
    try {
      const body = this.#body(pathname, query, range);
      if (body !== undefined) return body;
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      return { status: 400, body: { error: error.message, position: error.position } };
    }
    return { status: 404, body: { error: `nothing is kept of ${pathname.split('/').at(-1)}` } };
  }

  #body(path: string, query: URLSearchParams, range: WireRange): FakeAnswer | undefined {
    const data = this.#data;
    if (path.startsWith('/api/v1/')) {
      return prometheus(path.slice(8), query, this.#options.empty !== true, () => this.#examples());
    }
    const [, , kind = '', name, part] = path.split('/').map(decodeURIComponent);
    const whole = name === 'facets' || name === 'histogram';
    const key = whole ? `${kind}/${name}` : part === undefined ? kind : `${kind}/*/${part}`;
    const answers: Readonly<Record<string, () => unknown>> = {
      about: () => ({ ...ABOUT, startedMs: data.startedMs }),
      kept: () => reads.kept(data),
      map: () => reads.map(data, range),
      services: () =>
        name === undefined
          ? { ...range, services: reads.services(data, range) }
          : reads.serviceDetail(data, name, range),
      traces: () =>
        name === undefined ? reads.traces(data, range, query) : reads.trace(data, name),
      'traces/*/logs': () => data.logs.filter(({ traceId }) => traceId === name),
      'traces/facets': () => reads.traceFacets(data, range, query),
      logs: () => reads.logs(data, range, query),
      'logs/histogram': () => reads.histogram(data, range, query),
      'logs/facets': () => reads.logFacets(data, range, query),
    };
    const body = answers[key]?.();
    return body === undefined ? undefined : { status: 200, body };
  }

  /** Some slow requests of the last minutes, as exemplars. */
  #examples(): Example[] {
    return this.#data.summaries
      .filter((trace, at) => at % 90 === 0 && trace.spans > 2)
      .slice(-30)
      .map(({ traceId, durationMs, startMs }) => ({
        traceId,
        spanId: this.#data.traces.get(traceId)?.[0]?.spanId ?? '',
        seconds: durationMs / 1000,
        atMs: startMs,
      }));
  }

  #file(path: string, response: ServerResponse): void {
    const wanted = join(this.#options.folder, path);
    const found = path !== '/' && existsSync(wanted) && statSync(wanted).isFile();
    const file = found ? wanted : join(this.#options.folder, 'index.html');
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' });
    response.end(readFileSync(file));
  }
}

function send(response: ServerResponse, { status, body }: FakeAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../../dist/ui', import.meta.url));
  const [port = '4390', mode = ''] = process.argv.slice(2);
  const extra = mode === 'empty' ? { empty: true } : mode === 'token' ? { token: 'secret' } : {};
  const address = await new FakeServer({ folder, port: Number(port), ...extra }).start();
  process.stdout.write(`a made-up shop on ${address}\n`);
}
