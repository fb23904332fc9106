import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  ChildLines,
  IngestCounters,
  OtlpTaker,
  Scraper,
  startOtlpGrpc,
  type OtlpGrpcServer,
} from '../src/ingest/index.ts';
import { TestStore } from '../src/ingest/testing/store.ts';

// A service with the SDK, run as a child: its spans and log lines come over OTLP, its log lines
// over its pipes as well, and its metrics by scraping.
const APP = fileURLToPath(new URL('../../../examples/http/src/app.ts', import.meta.url));
const overOtlp = new TestStore();
const overPipe = new TestStore();
const scraped = new TestStore();
const counters = new IngestCounters();
const scraper = new Scraper({ store: scraped, counters });
let grpc: OtlpGrpcServer;
let child: ReturnType<typeof spawn>;
let origin: string;

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

beforeAll(async () => {
  grpc = await startOtlpGrpc(new OtlpTaker({ store: overOtlp, counters }), {
    port: 0,
    host: '127.0.0.1',
  });
  const [port, adminPort] = await Promise.all([freePort(), freePort()]);
  origin = `http://127.0.0.1:${port}`;
  child = spawn(process.execPath, [APP], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'development',
      PORT: String(port),
      SIGHTLINE_ADMIN_PORT: String(adminPort),
      OTEL_SERVICE_NAME: 'greeter',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${grpc.port}`,
      OTEL_LOGS_EXPORTER: 'otlp,console',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    },
  });
  const { stdout, stderr } = child;
  new ChildLines({ store: overPipe, counters }, 'fallback').read({ stdout, stderr });
  await vi.waitFor(() => fetch(`${origin}/hello/ada`), 20_000);
  await fetch(`${origin}/nowhere`);
  const url = `http://127.0.0.1:${adminPort}/metrics`;
  scraper.addTarget({ url, job: 'greeter', intervalMs: 200 });
});
afterAll(async () => {
  child.kill('SIGKILL');
  await Promise.all([grpc.close(), scraper.close()]);
});

test('spans of the requests', async () => {
  await vi.waitFor(() => expect(overOtlp.keptSpans.length).toBeGreaterThanOrEqual(2), 10_000);
  expect(overOtlp.keptSpans[0]).toMatchObject({
    kind: 'server',
    resource: { 'service.name': 'greeter' },
  });
});

test('log lines over OTLP say what stdout said', async () => {
  const requests = (store: TestStore): unknown[] =>
    store.parsedLines().filter(({ trace }) => trace !== undefined);
  await vi.waitFor(() => expect(requests(overOtlp).length).toBeGreaterThanOrEqual(3), 10_000);
  const byId = (store: TestStore): Map<unknown, unknown> =>
    new Map(store.parsedLines().map((line) => [(line['event'] as { id: string }).id, line]));
  const piped = byId(overPipe);
  for (const [id, line] of byId(overOtlp)) {
    const printed = piped.get(id) as { labels?: Record<string, unknown> };
    const { sightline_shipped: shipped, ...labels } = printed.labels ?? {};
    expect(shipped).toBe('otlp');
    const { labels: sentLabels = {}, ...sent } = line as { labels?: Record<string, unknown> };
    delete sentLabels['sightline_shipped'];
    expect(sentLabels).toEqual(labels);
    expect(sent).toEqual({ ...printed, labels: undefined });
  }
  const columns = (store: TestStore) =>
    store.lines.filter(({ traceId }) => traceId !== '').map(({ json: _json, ...rest }) => rest);
  expect(columns(overOtlp)).toEqual(columns(overPipe).slice(0, columns(overOtlp).length));
});

test('metrics by scraping, with exemplars that lead to the traces', async () => {
  await vi.waitFor(() => {
    expect(scraper.targets()[0]).toMatchObject({ health: 'up', lastError: '' });
    const exemplars = scraped.keptSeries.flatMap((series) => series.exemplars);
    expect(exemplars.length).toBeGreaterThan(0);
  }, 10_000);
  const counts = scraped.keptSeries.filter(
    ({ labels }) => labels['__name__'] === 'http_server_request_duration_seconds_count',
  );
  expect(counts[0]?.labels).toMatchObject({
    job: 'greeter',
    service_name: 'greeter',
    deployment_environment_name: 'development',
    http_request_method: 'GET',
  });
  const traces = new Set(overOtlp.keptSpans.map(({ traceId }) => traceId));
  const exemplars = scraped.keptSeries.flatMap((series) => series.exemplars);
  expect(exemplars.every(({ labels }) => traces.has(labels['trace_id'] ?? ''))).toBe(true);
  const { type } = scraped.metricMetadata.get('http_server_request_duration_seconds') ?? {};
  expect(type).toBe('histogram');
});
