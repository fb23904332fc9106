import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTR, EXCEPTION_EVENT } from '../src/contract/index.ts';
import type { CollectedSpan } from '../src/testing/index.ts';
import { runFixture, type Fixture } from './support/fixture.ts';
import type { Answer } from './support/http-client.ts';
import { serverSpans } from './support/joined.ts';
import { settled } from './support/table.ts';

/** OpenTelemetry's own spans take their start from a clock of milliseconds. */
const CLOCK_NANOS = 2_000_000n;

const fixtures = ['express5.mjs', 'fastify.mjs', 'http.cjs'];

function expectInside(inner: CollectedSpan, outer: CollectedSpan): void {
  const { startTimeUnixNano, endTimeUnixNano } = outer;
  expect(inner.startTimeUnixNano + CLOCK_NANOS).toBeGreaterThanOrEqual(startTimeUnixNano);
  expect(inner.endTimeUnixNano - CLOCK_NANOS).toBeLessThanOrEqual(endTimeUnixNano);
  expect(inner.durationSeconds).toBeLessThanOrEqual(outer.durationSeconds + 0.001);
}

describe.each(fixtures)('spans by @opentelemetry/api in %s', (file) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await runFixture({ file });
  });
  afterAll(() => fixture?.dispose());

  /** The server span of a request, once it has arrived. */
  async function serverSpan(answer: Answer): Promise<CollectedSpan> {
    await settled(fixture, [answer]);
    return serverSpans(fixture.otlp.spans, answer.traceId)[0] as CollectedSpan;
  }

  test('the active span of a handler is the server span, and keeps what is set', async () => {
    const answer = await fixture.request('/span');
    const server = await serverSpan(answer);
    expect(JSON.parse(answer.body)).toEqual({
      traceId: answer.traceId,
      spanId: server.spanId,
      sameAfterwards: true,
    });
    expect(server.name).toBe('GET /span');
    expect(server.attributes['app.step']).toBe('started');
    const [miss, exception] = server.events;
    expect(miss).toMatchObject({ name: 'cache.miss', attributes: { key: 'k' } });
    expect(exception).toMatchObject({
      name: EXCEPTION_EVENT,
      attributes: { [ATTR.exceptionType]: 'RangeError', [ATTR.exceptionMessage]: 'soft failure' },
    });
    // Recording an exception is no verdict on the request.
    expect(server.status.code).toBe('unset');
  });

  test('own spans nest across await, timers and streams', async () => {
    const answer = await fixture.request('/span');
    const server = await serverSpan(answer);
    const own = (): CollectedSpan[] =>
      fixture.otlp.spans.filter(
        (span) => span.traceId === answer.traceId && span.scope.name === 'fixture',
      );
    await fixture.otlp.waitForSpans(() => own().length === 5);
    const outer = own().find((span) => span.name === 'outer');
    expect(outer?.parentSpanId).toBe(server.spanId);
    expect(outer?.kind).toBe('internal');
    const inner = own().filter((span) => span !== outer);
    expect(inner.map((span) => span.name).sort()).toEqual([
      'after-await',
      'in-stream',
      'in-stream',
      'in-timer',
    ]);
    for (const span of inner) {
      expect(span.parentSpanId).toBe(outer?.spanId);
      if (outer !== undefined) expectInside(span, outer);
    }
    if (outer !== undefined) expectInside(outer, server);
  });

  test('a name and a status of the application win over those of the SDK', async () => {
    const server = await serverSpan(await fixture.request('/rename'));
    expect(server.name).toBe('renamed by the application');
    expect(server.status).toEqual({ code: 'error', message: 'set by the application' });
    expect(server.attributes[ATTR.route]).toBe('/rename');
  });

  test('a caller that does not sample is followed, all the way down', async () => {
    const traceId = 'ab'.repeat(16);
    const before = await fixture.request('/span', {
      traced: false,
      headers: { traceparent: `00-${traceId}-${'cd'.repeat(8)}-00` },
    });
    expect(JSON.parse(before.body)).toMatchObject({ traceId });
    // Whatever was sampled by mistake would have been exported before this one.
    await serverSpan(await fixture.request('/span'));
    expect(fixture.otlp.spans.filter((span) => span.traceId === traceId)).toEqual([]);
    const line = fixture.lines().find((candidate) => candidate.trace?.id === traceId);
    expect(line?.message).toContain('/span');
  });

  test('a hundred requests at once keep their contexts apart', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => fixture.request('/span')));
    for (const { body, traceId } of answers) {
      expect(JSON.parse(body)).toMatchObject({ traceId, sameAfterwards: true });
    }
    await fixture.otlp.waitForSpans((spans) =>
      answers.every(({ traceId }) => spans.filter((span) => span.traceId === traceId).length === 6),
    );
  });

  test('a request without a caller starts a trace of its own', async () => {
    const answer = await fixture.request('/span', { traced: false });
    const { traceId, spanId } = JSON.parse(answer.body) as { traceId: string; spanId: string };
    const spans = await fixture.otlp.waitForSpans((all) => serverSpans(all, traceId).length > 0);
    const [server] = serverSpans(spans, traceId);
    expect(server).toMatchObject({ spanId, parentSpanId: undefined });
  });
});
