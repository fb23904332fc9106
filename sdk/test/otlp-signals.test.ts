import { afterEach, expect, test } from 'vitest';
import { WARNING_CODES } from '../src/config/codes.ts';
import { ATTR, HTTP_METRICS, LABEL, RESOURCE } from '../src/contract/index.ts';
import type { OtlpReceiver } from '../src/testing/index.ts';
import { ENVIRONMENT, runFixture, type Fixture } from './support/fixture.ts';

/** How OTLP names the histogram that Prometheus knows under the contract's name. */
const SERVER_DURATION = 'http.server.request.duration';

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

async function start(env: Record<string, string>): Promise<Fixture> {
  fixture = await runFixture({ file: 'express5.mjs', env });
  return fixture;
}

test('metrics, when asked for, leave over OTLP with the same labels, and only there', async () => {
  const env = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '300' };
  const service = await start(env);
  await service.request('/orders/1');
  const named = (): OtlpReceiver['metrics'] =>
    service.otlp.metrics.filter((metric) => metric.name === SERVER_DURATION);
  // Error series are there at 0 before the first request; what is waited for is the request.
  const isServed = (metric: OtlpReceiver['metrics'][number]): boolean =>
    metric.points.some((candidate) => candidate.attributes[ATTR.status] === 200);
  await service.otlp.waitFor(() => named().some(isServed));
  const metric = named().find(isServed);
  expect(metric).toMatchObject({ type: 'histogram', unit: 's', temporality: 'cumulative' });
  expect(metric?.resource).toMatchObject({
    [RESOURCE.serviceName]: 'fixture',
    [RESOURCE.environment]: ENVIRONMENT,
  });
  const point = metric?.points.find((candidate) => candidate.attributes[ATTR.status] === 200);
  expect(point?.attributes).toMatchObject({ [ATTR.method]: 'GET', [ATTR.route]: '/orders/:id' });
  expect(point?.count).toBe(1n);
  const page = await service.scrape();
  expect(page.find(`${HTTP_METRICS.serverDuration.name}_count`)).toEqual([]);
});

test('both exporters of metrics keep the page, with one warning', async () => {
  const env = { OTEL_METRICS_EXPORTER: 'otlp,prometheus', OTEL_METRIC_EXPORT_INTERVAL: '300' };
  const service = await start(env);
  await service.request('/orders/1');
  const labels = { [LABEL.route]: '/orders/:id', [LABEL.status]: '200' };
  const page = await service.scrape();
  expect(page.value(`${HTTP_METRICS.serverDuration.name}_count`, labels)).toBe(1);
  const { code } = WARNING_CODES.DOUBLE_STORE;
  const warned = service.lines().filter((line) => JSON.stringify(line).includes(code));
  expect(warned.map((line) => line.log.level)).toEqual(['warn']);
  await service.otlp.waitFor(({ metrics }) => metrics.length > 0);
});

test('logs, when asked for, leave over OTLP, and stdout is silent', async () => {
  const service = await start({ OTEL_LOGS_EXPORTER: 'otlp' });
  const answer = await service.request('/log');
  const hello = (): OtlpReceiver['logs'] =>
    service.otlp.logs.filter((record) => JSON.stringify(record.body).includes('hello'));
  await service.otlp.waitFor(() => hello().length > 0);
  expect(hello()).toHaveLength(1);
  expect(hello()[0]).toMatchObject({ traceId: answer.traceId, severityNumber: 9 });
  expect(service.lines()).toEqual([]);
});
