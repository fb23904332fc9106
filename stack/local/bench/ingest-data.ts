import { encodeJson } from '../src/ingest/otlp/json-encode.ts';
import { TRACES_REQUEST } from '../src/ingest/otlp/messages.ts';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

/** An export request with server spans of about 400 bytes. */
export function spanBatch(spans: number): Buffer {
  const startMs = Date.now();
  const list = Array.from({ length: spans }, (_, at) => ({
    traceId: hex(startMs, 24) + hex(at + 1, 8),
    spanId: hex(at + 1, 16),
    name: 'GET /api/cart/:id/items',
    kind: 2,
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + 12}000000`,
    attributes: [
      text('http.request.method', 'GET'),
      text('http.route', '/api/cart/:id/items'),
      { key: 'http.response.status_code', value: { intValue: 200 } },
      text('url.path', `/api/cart/${at}/items`),
      text('url.scheme', 'http'),
      text('server.address', 'cart.shop.internal'),
      text('client.address', '10.0.0.12'),
      text('user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101'),
      text('network.protocol.version', '1.1'),
    ],
    status: {},
  }));
  const resource = { attributes: [text('service.name', 'cart'), text('host.name', 'h1')] };
  const body = {
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'l' }, spans: list }] }],
  };
  return encodeJson(TRACES_REQUEST, JSON.stringify(body));
}

/** A bulk body whose lines are about 0.9 kB; ids differ from those of every other `round`. */
export function bulkBody(lines: number, round: number): Buffer {
  const timestamp = new Date().toISOString();
  const parts = Array.from({ length: lines }, (_, at) => {
    const id = `01JBENCH${hex(round, 8)}${hex(at, 10)}`;
    const action = { create: { _index: 'logs-sightline-bench', _id: id } };
    return `${JSON.stringify(action)}\n${JSON.stringify(logLine(timestamp, id, at))}\n`;
  });
  return Buffer.from(parts.join(''));
}

function logLine(timestamp: string, id: string, sequence: number): object {
  return {
    '@timestamp': timestamp,
    log: { level: 'info', logger: 'http' },
    message: 'GET /api/cart/:id/items 200',
    ecs: { version: '9.1.0' },
    service: {
      name: 'cart',
      version: '1.2.3',
      environment: 'bench',
      node: { name: '6f1c2a34-95a7-4a54-8c1d-2f8e8d1f7c11' },
    },
    process: { pid: 4711 },
    host: { name: 'cart-7d9c6bb9c4-x2x8p' },
    trace: { id: `0af7651916cd43dd${hex(sequence, 16)}` },
    span: { id: hex(sequence + 1, 16) },
    event: { id, sequence, dataset: 'http.server', duration: 1_234_567, outcome: 'success' },
    http: {
      route: '/api/cart/:id/items',
      request: { method: 'GET', body: { bytes: 123 } },
      response: { status_code: 200, body: { bytes: 4567 } },
    },
    url: { path: `/api/cart/${sequence}/items`, query: 'page=2&size=50' },
    client: { ip: '10.0.0.12', address: '10.0.0.12' },
    user_agent: { original: 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0' },
    labels: { tenant: 'acme-corp', region: 'eu-central-1' },
    numeric_labels: { items: 3, total: 59.97 },
  };
}

/** An exposition of `series` bucket series, with values that rise by `round`. */
export function exposition(series: number, round: number): string {
  const lines = ['# HELP http_server_request_duration_seconds Duration of requests.'];
  lines.push('# TYPE http_server_request_duration_seconds histogram');
  for (let at = 0; at < series; at += 1) {
    const labels =
      `http_request_method="GET",http_route="/api/route-${at >> 4}",` +
      `http_response_status_code="200",service_name="cart",` +
      `deployment_environment_name="bench",le="${(at & 15) + 0.5}"`;
    lines.push(`http_server_request_duration_seconds_bucket{${labels}} ${at + round}`);
  }
  lines.push('# EOF', '');
  return lines.join('\n');
}
