import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERROR_TYPE, HTTP_METRICS, LABEL } from '../src/contract/index.ts';
import { runFixture, type Fixture } from './support/fixture.ts';
import { newIds, type Answer } from './support/http-client.ts';
import { expectJoined, requestCount } from './support/joined.ts';
import { ID, settled } from './support/table.ts';

const errorType = ERROR_TYPE.clientAborted;

describe.each(['express5.mjs', 'fastify.mjs', 'http.mjs'])('aborted requests of %s', (file) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await runFixture({ file });
  });
  afterAll(() => fixture?.dispose());

  test('a client that leaves before the answer', async () => {
    const answer = await fixture.request(`/hang/${ID}`, { abortAfterMs: 150 });
    await settled(fixture, [answer]);
    const expected = { method: 'GET', route: '/hang/:id', status: 0, errorType };
    const { line, span } = expectJoined(fixture.lines(), fixture.otlp.spans, answer, expected);
    expect(line.event.outcome).not.toBe('success');
    expect(span.durationSeconds).toBeGreaterThan(0.05);
    expect(requestCount(await fixture.scrape(), expected)).toBe(1);
  });

  test('a client that leaves in the middle of the answer', async () => {
    const answer = await fixture.request(`/drip/${ID}`, { abortAfterMs: 150 });
    await settled(fixture, [answer]);
    const expected = { method: 'GET', route: '/drip/:id', status: 200, errorType };
    expectJoined(fixture.lines(), fixture.otlp.spans, answer, expected);
    expect(requestCount(await fixture.scrape(), expected)).toBe(1);
  });

  test('a client that leaves in the middle of its own body', async () => {
    const ids = newIds();
    const socket = net.connect(fixture.port, '127.0.0.1');
    socket.write(
      `POST /upload HTTP/1.1\r\nHost: x\r\nTraceparent: ${ids.traceparent}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"half":',
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await settled(fixture, [ids]);
    // Which status an application would have sent is its own affair; that none arrived is not.
    const line = fixture.lines().find((other) => other.trace?.id === ids.traceId);
    expect(line?.error?.type).toBeDefined();
    expect(line?.event.outcome).not.toBe('success');
  });

  test('nothing stays open in the gauge', async () => {
    const active = (await fixture.scrape()).find(HTTP_METRICS.serverActive.name);
    expect(active.map((sample) => sample.value)).toEqual(active.map(() => 0));
    expect(active.map((sample) => sample.labels[LABEL.method])).toContain('GET');
  });
});

describe('requests that are open at shutdown', () => {
  test('are counted in line and span, and do not delay the end', async () => {
    const fixture = await runFixture({ file: 'express5.mjs' });
    const open = fixture.request(`/hang/${ID}`).catch(() => undefined);
    const finished = await fixture.request('/orders/1');
    await settled(fixture, [finished]);
    const startedAt = Date.now();
    const exit = await fixture.stop('SIGTERM');
    await open;
    expect(exit).toEqual({ code: null, signal: 'SIGTERM' });
    expect(Date.now() - startedAt).toBeLessThan(4000);

    const lines = fixture.lines().filter((line) => line.error?.type === ERROR_TYPE.shutdown);
    expect(lines).toHaveLength(1);
    const ids = { traceId: lines[0]?.trace?.id ?? '', parentSpanId: '' };
    const [span] = fixture.otlp.spans.filter((other) => other.traceId === ids.traceId);
    const answer = { ...ids, parentSpanId: span?.parentSpanId ?? '' } satisfies Partial<Answer>;
    const expected = { method: 'GET', route: '/hang/:id', status: 0 };
    const errored = { ...expected, errorType: ERROR_TYPE.shutdown };
    expectJoined(fixture.lines(), fixture.otlp.spans, answer, errored);
    await fixture.dispose();
  });
});

describe('websocket upgrades', () => {
  test.each(['express5.mjs', 'fastify.mjs'])('of %s are requests of status 101', async (file) => {
    const fixture = await runFixture({ file });
    const ids = newIds();
    const socket = net.connect(fixture.port, '127.0.0.1');
    socket.write(
      `GET /socket/${ID} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
        `Traceparent: ${ids.traceparent}\r\n\r\n`,
    );
    const head = await new Promise<string>((resolve) => {
      socket.once('data', (data) => resolve(data.toString()));
    });
    expect(head).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    // The socket is open: the handshake alone is the request.
    await settled(fixture, [ids]);
    const expected = { method: 'GET', route: undefined, status: 101 };
    expectJoined(fixture.lines(), fixture.otlp.spans, ids, expected);
    expect(requestCount(await fixture.scrape(), expected)).toBe(1);
    socket.destroy();
    await fixture.dispose();
  });
});
