import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { WARNING_CODES } from '../src/config/codes.ts';
import { HTTP_METRICS, IDENTITY_METRICS, LABEL, SELF_METRICS } from '../src/contract/index.ts';
import { runFixture, type Fixture, type FixtureOptions } from './support/fixture.ts';
import { newIds } from './support/http-client.ts';
import { requestLines, serverSpans } from './support/joined.ts';
import { settled } from './support/table.ts';
import { announcedTargets } from './support/targets.ts';

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

async function start(env: Record<string, string>, more?: Partial<FixtureOptions>) {
  fixture = await runFixture({ file: 'http.mjs', env, ...more });
  return fixture;
}

const COUNT = `${HTTP_METRICS.serverDuration.name}_count`;

test('label sets are capped, the rest is one series, and the label is named', async () => {
  const service = await start({ SIGHTLINE_METRICS_MAX_LABEL_SETS: '10' });
  for (let at = 0; at < 30; at += 1) await service.request(`/named?route=/r/${at}`);
  const page = await service.scrape();
  const series = page.find(COUNT);
  const overflow = series.filter((sample) => sample.labels[LABEL.overflow] === 'true');
  expect(overflow).toHaveLength(1);
  // Series that exist at 0 for known routes count as well, so the exact number kept is the SDK's.
  expect(series.length).toBeLessThanOrEqual(11);
  expect(series.reduce((total, sample) => total + sample.value, 0)).toBe(30);
  const blamed = page.find(SELF_METRICS.cardinalityOverflow.name);
  expect(blamed.map((sample) => sample.labels)).toContainEqual(
    expect.objectContaining({
      [LABEL.metric]: HTTP_METRICS.serverDuration.name,
      [LABEL.label]: LABEL.route,
    }),
  );
  const { value } = blamed.find(
    (sample) => sample.labels[LABEL.metric] === HTTP_METRICS.serverDuration.name,
  ) ?? { value: 0 };
  expect(value).toBe(overflow[0]?.value);
});

test('objectives become a bucket bound and gauges', async () => {
  const service = await start({
    SIGHTLINE_SLO_LATENCY: '300ms@0.995',
    SIGHTLINE_SLO_AVAILABILITY: '0.999',
    SIGHTLINE_TEAM: 'checkout',
  });
  await service.request('/orders/1');
  await service.request('/slow');
  const page = await service.scrape();
  const { sloObjective, sloLatencyThreshold, buildInfo } = IDENTITY_METRICS;
  expect(page.value(sloObjective.name, { [LABEL.slo]: 'availability' })).toBe(0.999);
  expect(page.value(sloObjective.name, { [LABEL.slo]: 'latency' })).toBe(0.995);
  expect(page.value(sloLatencyThreshold.name, { [LABEL.bound]: '0.3' })).toBe(0.3);
  expect(page.find(buildInfo.name).map((sample) => sample.labels[LABEL.team])).toEqual([
    'checkout',
  ]);
  const bucket = (route: string): number =>
    page.value(`${HTTP_METRICS.serverDuration.name}_bucket`, {
      [LABEL.route]: route,
      [LABEL.status]: '200',
      le: '0.3',
    });
  expect([bucket('/orders/:id'), bucket('/slow')]).toEqual([1, 0]);
});

test('a health route that succeeds is counted, and neither logged nor traced', async () => {
  const service = await start({});
  const quiet = await service.request('/healthz');
  const loud = await service.request('/orders/1');
  await settled(service, [loud]);
  expect(requestLines(service.lines(), quiet.traceId)).toEqual([]);
  expect(serverSpans(service.otlp.spans, quiet.traceId)).toEqual([]);
  const page = await service.scrape();
  expect(page.value(COUNT, { [LABEL.route]: undefined, [LABEL.status]: '200' })).toBe(1);
});

describe('the trace context of the caller', () => {
  const candidates: [string, (traceId: string, spanId: string) => string, boolean][] = [
    ['of a future version', (id, span) => `42-${id}-${span}-01-more`, true],
    ['in upper case', (id, span) => `00-${id.toUpperCase()}-${span}-01`, false],
    ['with a trace id of zeros', (_id, span) => `00-${'0'.repeat(32)}-${span}-01`, false],
    ['with something after it', (id, span) => `00-${id}-${span}-01-x`, false],
    ['that is no such thing', () => 'garbage', false],
  ];
  test('is taken or left as the specification says', async () => {
    const service = await start({});
    for (const [name, header, taken] of candidates) {
      const { traceId, parentSpanId } = newIds();
      const traceparent = header(traceId, parentSpanId);
      const answer = await service.request('/span', { traced: false, headers: { traceparent } });
      const told = JSON.parse(answer.body) as { traceId: string };
      expect([name, told.traceId === traceId]).toEqual([name, taken]);
      expect(told.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
    }
  });

  test('tracestate goes with the span', async () => {
    const service = await start({});
    const tracestate = 'vendor=a:1,other=b';
    const answer = await service.request('/orders/1', { headers: { tracestate } });
    await settled(service, [answer]);
    expect(serverSpans(service.otlp.spans, answer.traceId)[0]?.traceState).toBe(tracestate);
  });

  test('b3 is read when it was asked for', async () => {
    const service = await start({ OTEL_PROPAGATORS: 'b3' });
    const { traceId, parentSpanId } = newIds();
    const headers = { b3: `${traceId}-${parentSpanId}-1` };
    const answer = await service.request('/span', { traced: false, headers });
    expect(JSON.parse(answer.body)).toMatchObject({ traceId });
  });
});

test('the sampler of the environment decides', async () => {
  const service = await start({ OTEL_TRACES_SAMPLER: 'always_off' });
  const answer = await service.request('/span');
  expect((JSON.parse(answer.body) as { traceId: string }).traceId).toBe(answer.traceId);
  expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  expect(service.otlp.spans).toEqual([]);
  expect(requestLines(service.lines(), answer.traceId)).toHaveLength(1);
});

test('a targets folder that cannot be written is one warning', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fixture-file-'));
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  try {
    const env = { SIGHTLINE_TARGETS_DIR: join(file, 'below') };
    const service = await start(env, { admin: false });
    expect((await service.request('/orders/1')).status).toBe(200);
    const { code } = WARNING_CODES.TARGETS_DIR_UNWRITABLE;
    await service.waitForLine((line) => JSON.stringify(line).includes(code));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the announced target goes away with the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fixture-targets-'));
  const service = await start({ SIGHTLINE_TARGETS_DIR: folder }, { admin: false });
  await service.waitForLine((line) => line.message.includes('started'));
  expect(announcedTargets(folder)).toHaveLength(1);
  await service.stop();
  expect(announcedTargets(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
