import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTR, HTTP_METRICS, LABEL } from '../src/contract/index.ts';
import type { CollectedSpan } from '../src/testing/index.ts';
import { runFixture, type Fixture } from './support/fixture.ts';
import type { Answer } from './support/http-client.ts';
import { requestLines } from './support/joined.ts';
import { ID, settled } from './support/table.ts';

// Two services that report to one collector, as in a deployment.
let front: Fixture;
let back: Fixture;
const durationCount = `${HTTP_METRICS.clientDuration.name}_count`;

beforeAll(async () => {
  front = await runFixture({ file: 'express5.mjs', serviceName: 'front' });
  back = await runFixture({ file: 'fastify.mjs', serviceName: 'back', otlp: front.otlp });
});
afterAll(() => Promise.all([front?.dispose(), back?.dispose()]));

const call = (path: string, headers = {}): Promise<Answer> =>
  front.request(`/call?url=${encodeURIComponent(back.origin + path)}`, { headers });

const ofKind = (kind: CollectedSpan['kind'], traceId: string): CollectedSpan[] =>
  front.otlp.spans.filter((span) => span.kind === kind && span.traceId === traceId);

describe('a request that goes on to another service', () => {
  let answer: Answer;
  let clients: CollectedSpan[];
  let servers: CollectedSpan[];

  beforeAll(async () => {
    answer = await call(`/orders/${ID}`);
    await settled(front, [answer]);
    await front.otlp.waitForSpans(
      () =>
        ofKind('client', answer.traceId).length >= 2 &&
        ofKind('server', answer.traceId).length >= 3,
    );
    clients = ofKind('client', answer.traceId);
    servers = ofKind('server', answer.traceId);
  });

  test('is one trace through node:http and fetch', () => {
    expect(answer.status).toBe(200);
    const [entry] = servers.filter((span) => span.name === 'GET /call');
    expect(clients.map((span) => span.parentSpanId)).toEqual([entry?.spanId, entry?.spanId]);
    const behind = servers.filter((span) => span.name === 'GET /orders/:id');
    expect(new Set(behind.map((span) => span.parentSpanId))).toEqual(
      new Set(clients.map((span) => span.spanId)),
    );
    expect(behind).toHaveLength(2);
  });

  test('has client spans that say where they went', () => {
    const port = back.port;
    const urls = clients.map((span) => span.attributes[ATTR.fullUrl]);
    const path = `${back.origin}/orders/${ID}`;
    expect(new Set(urls)).toEqual(new Set([`${path}?via=fetch`, `${path}?via=http`]));
    for (const span of clients) {
      expect(span.name).toBe('GET');
      expect(span.attributes).toMatchObject({
        [ATTR.method]: 'GET',
        [ATTR.serverAddress]: '127.0.0.1',
        [ATTR.serverPort]: port,
        [ATTR.status]: 200,
      });
      expect(span.status.code).toBe('unset');
    }
  });

  test('lies inside its caller in time', () => {
    for (const span of clients) {
      const child = servers.find((server) => server.parentSpanId === span.spanId);
      const entry = servers.find((server) => server.spanId === span.parentSpanId);
      expect(entry?.durationSeconds).toBeGreaterThanOrEqual(span.durationSeconds);
      expect(span.durationSeconds).toBeGreaterThanOrEqual(child?.durationSeconds ?? Infinity);
    }
  });

  test('has a log line in each service with the same trace id', () => {
    expect(requestLines(front.lines(), answer.traceId)).toHaveLength(1);
    expect(requestLines(back.lines(), answer.traceId)).toHaveLength(2);
  });

  test('is counted with the labels of the convention', async () => {
    const labels = {
      [LABEL.service]: 'front',
      [LABEL.method]: 'GET',
      [LABEL.serverAddress]: '127.0.0.1',
      [LABEL.serverPort]: String(back.port),
      [LABEL.status]: '200',
      [LABEL.errorType]: undefined,
    };
    expect((await front.scrape()).value(durationCount, labels)).toBe(2);
  });
});

test('baggage of the caller reaches the next service', async () => {
  const answer = await call('/baggage', { baggage: 'tenant=blue,note=two%20words' });
  const told = JSON.parse(answer.body) as { http: [number, string]; fetch: [number, string] };
  const expected = JSON.stringify({ tenant: 'blue', note: 'two words' });
  expect([told.http[1], told.fetch[1]]).toEqual([expected, expected]);
});

test('an answer of 500 and a refused connection are errors of the client span', async () => {
  const failed = await call('/fail');
  const nobody = `http://127.0.0.1:1/`;
  const refused = await front.request(`/call?url=${encodeURIComponent(nobody)}`);
  await settled(front, [failed, refused]);
  await front.otlp.waitForSpans(
    () =>
      ofKind('client', failed.traceId).length >= 2 && ofKind('client', refused.traceId).length >= 1,
  );
  for (const span of ofKind('client', failed.traceId)) {
    expect(span.status.code).toBe('error');
    expect(span.attributes[ATTR.errorType]).toBe('500');
  }
  const [span] = ofKind('client', refused.traceId);
  expect(span?.status.code).toBe('error');
  expect(span?.attributes[ATTR.errorType]).toBe('ECONNREFUSED');
  expect(span?.attributes[ATTR.status]).toBeUndefined();
});

test('the traffic of the SDK itself is neither traced nor counted', async () => {
  const page = await front.scrape();
  const ports = page.find(durationCount).map((sample) => sample.labels[LABEL.serverPort]);
  expect(ports).not.toContain(String(front.otlp.port));
  const adminPort = front.admin.split(':').at(-1);
  expect(front.otlp.spans.map((span) => span.attributes[ATTR.path])).not.toContain('/metrics');
  expect(ports).not.toContain(adminPort);
});
