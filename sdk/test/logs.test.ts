import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATASET, ECS_VERSION, LOG_FIELD, REDACTED, SELF_METRICS } from '../src/contract/index.ts';
import type { CollectedLine } from '../src/testing/index.ts';
import { ENVIRONMENT, runFixture, type Fixture } from './support/fixture.ts';
import type { Answer } from './support/http-client.ts';
import { requestLines, serverSpans } from './support/joined.ts';
import { ID, settled } from './support/table.ts';

describe.each(['express5.mjs', 'fastify.mjs', 'http.cjs'])('log lines of %s', (file) => {
  let fixture: Fixture;
  let answer: Answer;
  let failed: Answer;

  beforeAll(async () => {
    fixture = await runFixture({ file });
    answer = await fixture.request('/log');
    failed = await fixture.request('/log-error');
    await settled(fixture, [answer, failed]);
  });
  afterAll(() => fixture?.dispose());

  const line = (message: string): CollectedLine => {
    const found = fixture.lines().filter((candidate) => candidate.message === message);
    expect(found, message).toHaveLength(1);
    return found[0] as CollectedLine;
  };
  const serverSpanId = (of: Answer): string | undefined =>
    serverSpans(fixture.otlp.spans, of.traceId)[0]?.spanId;

  test('every line of stdout is JSON', () => {
    for (const text of fixture.child.stdout) expect(() => JSON.parse(text)).not.toThrow();
  });

  test('the logger knows its request', () => {
    const hello = line('hello');
    expect(hello.trace?.id).toBe(answer.traceId);
    expect(hello.span?.id).toBe(serverSpanId(answer));
    expect(hello.log.level).toBe('info');
    expect(hello[LOG_FIELD.ecs]).toEqual({ version: ECS_VERSION });
    expect(hello.event.dataset).toBe(DATASET.application);
    expect(hello.service).toMatchObject({ name: 'fixture', environment: ENVIRONMENT });
    expect(hello[LOG_FIELD.process]).toMatchObject({ pid: fixture.child.pid });
    expect(Date.now() - Date.parse(hello[LOG_FIELD.timestamp])).toBeLessThan(60_000);
  });

  test('fields of the application go under labels, secrets do not go at all', () => {
    const hello = line('hello');
    expect(hello.labels).toEqual({ user: 'bob', password: REDACTED });
    expect(hello.numeric_labels).toEqual({ orderId: 5 });
    expect(JSON.stringify(hello)).not.toContain('"x"');
  });

  test('children keep their bindings and the ids', () => {
    const child = line('from a child');
    expect(child).toMatchObject({ log: { level: 'warn' }, labels: { component: 'billing' } });
    expect(child.trace?.id).toBe(answer.traceId);
    expect(fixture.lines().some((other) => other.message === 'below the level')).toBe(false);
  });

  test("the application's own pino logger gets the ids as well", () => {
    const text = fixture
      .otherLines()
      .find((other) => other.includes('from the application logger'));
    const own = JSON.parse(text ?? '{}') as Record<string, unknown>;
    expect(own).toMatchObject({
      name: 'app-logger',
      orderId: 6,
      trace: { id: answer.traceId },
      span: { id: serverSpanId(answer) },
    });
  });

  test('an error is type, message and stack with its cause', () => {
    const error = line('it failed');
    expect(error.log.level).toBe('error');
    expect(error.error).toMatchObject({ type: 'TypeError', message: 'the failure' });
    expect(error.error?.stack_trace).toContain('handlers.cjs');
    expect(error.error?.stack_trace).toContain('RangeError: the cause');
  });

  test('annotations reach the line and the span, the user only as a hash', async () => {
    const annotated = await fixture.request('/annotate');
    await settled(fixture, [annotated]);
    const [request] = requestLines(fixture.lines(), annotated.traceId);
    const [span] = serverSpans(fixture.otlp.spans, annotated.traceId);
    expect(request).toMatchObject({ labels: { plan: 'gold' }, numeric_labels: { seats: 3 } });
    expect(request?.user?.id).toMatch(/^\S{8,}$/);
    expect(request?.user?.id).not.toContain('bob');
    expect(JSON.stringify(span?.attributes)).toContain('gold');
    expect(JSON.stringify(span?.attributes)).not.toContain('bob');
  });

  test('a secret in the query is redacted in line and span', async () => {
    const secret = await fixture.request(`/orders/${ID}?token=s3cr3t&page=2`);
    await settled(fixture, [secret]);
    const [request] = requestLines(fixture.lines(), secret.traceId);
    expect(JSON.stringify(request)).toContain('page=2');
    expect(JSON.stringify(request)).not.toContain('s3cr3t');
    const [span] = serverSpans(fixture.otlp.spans, secret.traceId);
    expect(JSON.stringify(span?.attributes)).not.toContain('s3cr3t');
  });

  test('ids sort by time, and the sequence has no gap', () => {
    const events = fixture.lines().map((other) => other.event as { id: string; sequence: number });
    const ids = events.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    const sequences = events.map((event) => event.sequence).sort((a, b) => a - b);
    expect(sequences).toEqual(sequences.map((_, at) => (sequences[0] ?? 0) + at));
  });

  test('lines are counted by level, as many as were written', async () => {
    const page = await fixture.scrape();
    for (const level of ['info', 'warn', 'error'] as const) {
      const own = fixture.lines().filter((other) => other.log.level === level).length;
      const counted = page.value(SELF_METRICS.logRecords.name, { level });
      const foreign = level === 'info' ? 1 : 0;
      expect([level, counted]).toEqual([level, own + foreign]);
    }
  });

  test('one start-up line says what goes where, and no secret', () => {
    const [start, ...others] = fixture
      .lines()
      .filter((other) => other.event.dataset === DATASET.sdk && other.log.level === 'info');
    expect(others).toEqual([]);
    const text = JSON.stringify(start);
    expect(text).toContain(fixture.otlp.endpoint);
    expect(text).toContain(fixture.admin);
  });
});
