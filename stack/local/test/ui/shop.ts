import type { Attributes, Level, SpanKind } from '../../src/model/index.ts';
import type { WireLog, WireSpan } from '../../src/wire/index.ts';

/** The same sequence for the same seed: every run of the fake shows the same shop. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Request {
  readonly spans: WireSpan[];
  readonly logs: WireLog[];
}

function hex(random: () => number, digits: number): string {
  let text = '';
  while (text.length < digits) text += Math.floor(random() * 16).toString(16);
  return text;
}

interface Call {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly ms: number;
  readonly attributes?: Attributes;
  readonly failed?: string;
}

/** Makes the spans and lines of one request. */
class Recorder {
  readonly spans: WireSpan[] = [];
  readonly logs: WireLog[] = [];
  readonly #random: () => number;
  readonly #traceId: string;

  constructor(random: () => number) {
    this.#random = random;
    this.#traceId = hex(random, 32);
  }

  span(call: Call, parentSpanId: string, startMs: number): WireSpan {
    const { service, failed } = call;
    const span: WireSpan = {
      traceId: this.#traceId,
      spanId: hex(this.#random, 16),
      parentSpanId,
      name: call.name,
      kind: call.kind,
      service,
      startMs,
      durationMs: Math.round(call.ms * 1000) / 1000,
      status: failed === undefined ? 'unset' : 'error',
      statusMessage: failed ?? '',
      attributes: {
        ...call.attributes,
        ...(failed === undefined ? {} : { 'error.type': failed.split(':')[0] ?? 'Error' }),
      },
      resource: {
        'service.name': service,
        'service.version': '1.4.2',
        'service.instance.id': `${service}-1`,
        'host.name': 'laptop',
        'telemetry.sdk.language': 'nodejs',
      },
      scope: 'sightline',
      events:
        failed === undefined
          ? []
          : [
              {
                name: 'exception',
                timeMs: startMs + call.ms * 0.9,
                attributes: {
                  'exception.type': failed.split(':')[0] ?? 'Error',
                  'exception.message': failed,
                  'exception.stacktrace':
                    `${failed}\n    at findItem (catalog/src/items.ts:41:11)` +
                    `\n    at async handler (catalog/src/server.ts:88:18)`,
                },
              },
            ],
      links: [],
    };
    this.spans.push(span);
    return span;
  }

  log(span: WireSpan, level: Level, message: string, atMs: number, more: object = {}): void {
    const fields = {
      '@timestamp': new Date(atMs).toISOString(),
      log: { level, logger: 'app' },
      message,
      service: { name: span.service, version: '1.4.2', environment: 'development' },
      process: { pid: 4711 },
      trace: { id: span.traceId },
      span: { id: span.spanId },
      ...more,
    };
    const { service, traceId, spanId } = span;
    this.logs.push({ sequence: 0, timeMs: atMs, level, service, message, traceId, spanId, fields });
  }
}

function http(method: string, route: string, status: number): Attributes {
  return {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    'url.path': route.replace(':id', '17'),
    'url.scheme': 'http',
    'server.address': 'localhost',
    'user_agent.original': 'traffic/1.0',
  };
}

/** Postgres as catalog sees it; slow while the incident lasts. */
function query(to: Recorder, parent: WireSpan, at: number, ms: number, failed?: string): void {
  to.span(
    {
      service: 'catalog',
      name: 'SELECT items',
      kind: 'client',
      ms,
      ...(failed === undefined ? {} : { failed }),
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.text': 'SELECT id, name, price FROM items WHERE id = $1',
        'server.address': 'postgres',
        'db.collection.name': 'items',
      },
    },
    parent.spanId,
    at,
  );
}

function catalogPart(to: Recorder, root: WireSpan, at: number, ms: number, broken: boolean): void {
  const failed = broken ? 'TimeoutError: no connection within 1000 ms' : undefined;
  const status = broken ? 503 : 200;
  const fault = failed === undefined ? {} : { failed };
  const call = to.span(
    {
      service: 'storefront',
      name: 'GET',
      kind: 'client',
      ms,
      ...fault,
      attributes: { ...http('GET', '', status), 'server.address': 'catalog' },
    },
    root.spanId,
    at,
  );
  const inner = to.span(
    {
      service: 'catalog',
      name: 'GET /items/:id',
      kind: 'server',
      ms: ms * 0.94,
      ...fault,
      attributes: http('GET', '/items/:id', status),
    },
    call.spanId,
    at + ms * 0.03,
  );
  query(to, inner, at + ms * 0.1, ms * 0.68, failed);
  query(to, inner, at + ms * 0.8, ms * 0.12);
  if (broken) {
    to.log(inner, 'error', 'could not load item 17', at + ms * 0.92, {
      error: {
        type: 'TimeoutError',
        message: 'no connection within 1000 ms',
        stack_trace: 'TimeoutError: no connection\n    at findItem (catalog/src/items.ts:41:11)',
      },
      http: { response: { status_code: 503 } },
      labels: { item: '17', shop: 'demo' },
    });
  } else to.log(inner, 'debug', 'item 17 from the database', at + ms * 0.9);
}

function checkoutPart(to: Recorder, root: WireSpan, at: number, ms: number, broken: boolean): void {
  const fault = broken ? { failed: 'PaymentDeclined: card_declined' } : {};
  const pay = to.span(
    {
      service: 'payments',
      name: 'POST /charges',
      kind: 'server',
      ms: ms * 0.8,
      ...fault,
      attributes: http('POST', '/charges', broken ? 402 : 201),
    },
    root.spanId,
    at + ms * 0.05,
  );
  to.span(
    {
      service: 'payments',
      name: 'POST',
      kind: 'client',
      ms: ms * 0.6,
      ...fault,
      attributes: { ...http('POST', '', broken ? 402 : 200), 'server.address': 'api.bank.example' },
    },
    pay.spanId,
    at + ms * 0.12,
  );
  to.span(
    {
      service: 'storefront',
      name: 'send orders',
      kind: 'producer',
      ms: 1.2,
      attributes: { 'messaging.system': 'nats', 'messaging.destination.name': 'orders' },
    },
    root.spanId,
    at + ms * 0.9,
  );
  to.log(pay, broken ? 'warn' : 'info', broken ? 'charge declined' : 'charged', at + ms * 0.8, {
    labels: { currency: 'EUR' },
    numeric_labels: { amount: 42.5 },
  });
}

/** Share of requests that fail and how slow they are, at a time counted from the fake's start. */
function trouble(atMs: number, nowMs: number): { failing: number; slower: number } {
  const ago = nowMs - atMs;
  const incident = ago < 480_000 && ago > 120_000;
  return { failing: incident ? 0.22 : 0.005, slower: incident ? 4 : 1 };
}

/** One request to the shop, made from its number and its time alone. */
export function requestOf(index: number, atMs: number, nowMs: number): Request {
  const random = randomOf(index * 7919 + 17);
  const to = new Recorder(random);
  const { failing, slower } = trouble(atMs, nowMs);
  const kind = random();
  const slow = random() < 0.02 ? 12 : 1;
  const base = (4 + random() * 14) * slower * slow;
  const broken = random() < failing;
  const checkout = kind > 0.82;
  const declined = checkout && random() < 0.09;
  const [method, route] = checkout
    ? ['POST', '/checkout']
    : ['GET', kind > 0.4 ? '/items/:id' : '/'];
  const home = route === '/';
  const status = broken && !home && !checkout ? 502 : declined ? 402 : checkout ? 201 : 200;
  const failed = status >= 500 ? { failed: 'BadGateway: catalog answered 503' } : {};
  const ms = home ? 1.5 + random() * 2 : base * (checkout ? 6 : 1) + 3;
  const root = to.span(
    {
      service: 'storefront',
      name: `${method} ${route}`,
      kind: 'server',
      ms,
      ...failed,
      attributes: http(method, route, status),
    },
    '',
    atMs,
  );
  if (checkout) checkoutPart(to, root, atMs + 1, ms - 2, declined);
  else if (!home) catalogPart(to, root, atMs + 1, ms - 2, status === 502);
  const level: Level = status >= 500 ? 'error' : 'info';
  to.log(root, level, `${method} ${route} ${status}`, atMs + ms, {
    http: { request: { method }, response: { status_code: status } },
    event: { duration: Math.round(ms * 1e6), outcome: status >= 500 ? 'failure' : 'success' },
    user: { id: `u${index % 40}` },
  });
  return { spans: to.spans, logs: to.logs };
}
