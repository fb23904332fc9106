import net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LABEL, SELF_METRICS } from '../src/contract/index.ts';
import type { Exposition, OtlpBehaviour } from '../src/testing/index.ts';
import { runFixture, type Fixture } from './support/fixture.ts';
import { requestLines, serverSpans } from './support/joined.ts';

const sum = (page: Exposition, name: string): number =>
  page.find(name).reduce((total, sample) => total + sample.value, 0);

/** Every accepted span is delivered, dropped for a stated reason, or still in flight. */
function expectBalanced(page: Exposition): void {
  const { spansAccepted, spansDelivered, spansDropped, spansInFlight } = SELF_METRICS;
  const [accepted, ...rest] = [spansAccepted, spansDelivered, spansDropped, spansInFlight].map(
    ({ name }) => sum(page, name),
  );
  expect(rest.reduce((total, value) => total + value, 0)).toBe(accepted);
}

async function serveTen(fixture: Fixture): Promise<string[]> {
  const traceIds: string[] = [];
  for (let at = 0; at < 10; at += 1) {
    const answer = await fixture.request('/orders/1');
    expect(answer.status).toBe(200);
    traceIds.push(answer.traceId);
  }
  return traceIds;
}

describe('a collector in trouble does not disturb the service', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    const env = { OTEL_EXPORTER_OTLP_TIMEOUT: '500', OTEL_BSP_EXPORT_TIMEOUT: '500' };
    fixture = await runFixture({ file: 'express5.mjs', env });
  });
  beforeEach(() => fixture.otlp.behave('ok'));
  afterAll(() => fixture?.dispose());

  const faults: [string, OtlpBehaviour][] = [
    ['unavailable', { mode: 'refuse', status: 'UNAVAILABLE' }],
    ['refusing for good', { mode: 'refuse', status: 'INVALID_ARGUMENT', message: 'no' }],
    ['unauthenticated', { mode: 'refuse', status: 'UNAUTHENTICATED' }],
    ['hanging', { mode: 'hang' }],
    ['answering garbage', { mode: 'garbage' }],
    ['rejecting a part', { mode: 'partial', rejected: 3, message: 'too old' }],
  ];
  test.each(faults)('%s', async (_name, fault) => {
    fixture.otlp.clear();
    fixture.otlp.behave(fault);
    const traceIds = await serveTen(fixture);
    await fixture.otlp.waitFor(({ requests }) => requests.length > 0);
    await fixture.child.until(() => {
      const lines = fixture.lines();
      return traceIds.every((traceId) => requestLines(lines, traceId).length === 1);
    }, 5000);
    expectBalanced(await fixture.scrape());
    expect(fixture.otlp.malformed).toEqual([]);
  });

  test('what was refused for good is dropped with its reason and counted as failure', async () => {
    const before = await fixture.scrape();
    fixture.otlp.clear();
    fixture.otlp.behave({ mode: 'refuse', status: 'INVALID_ARGUMENT' });
    await serveTen(fixture);
    await fixture.otlp.waitFor(({ requests }) => requests.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const after = await fixture.scrape();
    const { spansDropped, spansExportFailures } = SELF_METRICS;
    expect(sum(after, spansDropped.name)).toBeGreaterThan(sum(before, spansDropped.name));
    expect(sum(after, spansExportFailures.name)).toBeGreaterThan(
      sum(before, spansExportFailures.name),
    );
    const reasons = after.find(spansDropped.name).map((sample) => sample.labels[LABEL.reason]);
    expect(reasons).not.toContain(undefined);
  });

  test('spans of a short outage arrive when it is over', async () => {
    fixture.otlp.clear();
    fixture.otlp.behave({ mode: 'refuse', status: 'UNAVAILABLE' });
    const [traceId = ''] = await serveTen(fixture);
    await fixture.otlp.waitFor(({ requests }) => requests.length > 0);
    fixture.otlp.behave('ok');
    await fixture.otlp.waitForSpans((spans) => serverSpans(spans, traceId).length === 1, 10_000);
  });

  test('afterwards everything is as before', async () => {
    const [traceId = ''] = await serveTen(fixture);
    await fixture.otlp.waitForSpans((spans) => serverSpans(spans, traceId).length === 1, 10_000);
    const fatal = fixture.lines().filter((line) => line.log.level === 'fatal');
    expect(fatal).toEqual([]);
    expect(fixture.child.stderr).toEqual([]);
  });
});

describe('a collector that is not there', () => {
  let server: net.Server | undefined;
  afterEach(
    () => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())),
  );

  /** Serves, is told to end, and ends in time, whatever stands at the endpoint. */
  async function survives(endpoint: string, withinMs: number): Promise<void> {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, SIGHTLINE_SHUTDOWN_TIMEOUT_MS: '1000' };
    const fixture = await runFixture({ file: 'express5.mjs', env });
    const traceIds = await serveTen(fixture);
    expectBalanced(await fixture.scrape());
    const startedAt = Date.now();
    expect(await fixture.stop('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
    expect(Date.now() - startedAt).toBeLessThan(withinMs);
    for (const traceId of traceIds) expect(requestLines(fixture.lines(), traceId)).toHaveLength(1);
    await fixture.dispose();
  }

  test('nothing listens', () => survives('http://127.0.0.1:9', 2500));
  test('a name that does not resolve', () => survives('http://collector.invalid:4317', 2500));
  test.each([
    ['something that says nothing', (): void => {}],
    ['something that is no HTTP', (socket: net.Socket): void => void socket.write('220 smtp\r\n')],
    ['something that hangs up', (socket: net.Socket): void => void socket.destroy()],
  ])('%s', async (_name, greet) => {
    const listener = net.createServer((socket) => {
      // Read on, or the end of the connection is never seen.
      socket.on('error', () => {}).resume();
      greet(socket);
    });
    server = listener;
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as net.AddressInfo;
    await survives(`http://127.0.0.1:${port}`, 2500);
  });
});
