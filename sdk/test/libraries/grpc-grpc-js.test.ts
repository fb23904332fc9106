import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ATTR,
  DATASET,
  HTTP_METRICS,
  labelOf,
  OTHER_METHOD,
  RPC,
  RPC_METRICS,
} from '../../src/contract/index.ts';
import type { CollectedLine, CollectedSpan, LabelMatch } from '../../src/testing/index.ts';
import type { Fixture } from '../support/fixture.ts';
import { LibraryService, type Step } from './service.ts';

const METHOD = 'shop.v1.Orders/Get';
const CLIENT_COUNT = `${RPC_METRICS.clientDuration.name}_count`;
const SERVER_COUNT = `${RPC_METRICS.serverDuration.name}_count`;
/** Code, and whether the server itself has failed. */
const CODES: readonly [string, boolean][] = [
  ['CANCELLED', false],
  ['UNKNOWN', true],
  ['INVALID_ARGUMENT', false],
  ['DEADLINE_EXCEEDED', true],
  ['NOT_FOUND', false],
  ['ALREADY_EXISTS', false],
  ['PERMISSION_DENIED', false],
  ['RESOURCE_EXHAUSTED', false],
  ['FAILED_PRECONDITION', false],
  ['ABORTED', false],
  ['OUT_OF_RANGE', false],
  ['UNIMPLEMENTED', true],
  ['INTERNAL', true],
  ['UNAVAILABLE', true],
  ['DATA_LOSS', true],
  ['UNAUTHENTICATED', false],
];

function labels(method: string, status: string, errorType?: string): LabelMatch {
  return {
    [labelOf(RPC.system)]: 'grpc',
    [labelOf(RPC.method)]: method,
    [labelOf(RPC.status)]: status,
    [labelOf(ATTR.errorType)]: errorType,
  };
}

describe('@grpc/grpc-js, a client and a server', () => {
  let client: LibraryService;
  let server: Fixture;

  beforeAll(async () => {
    const served = await LibraryService.start('grpc-server.cjs', {}, { serviceName: 'orders' });
    server = served.fixture;
    client = await LibraryService.start(
      'grpc.cjs',
      { PORT_OF_SERVER: String(server.port) },
      { serviceName: 'front', otlp: server.otlp },
    );
  });
  afterAll(async () => {
    await client?.dispose();
    await server?.dispose();
  });

  /** The two spans of a step that makes one call. */
  async function call(path: string): Promise<Step & { sent: CollectedSpan; got: CollectedSpan }> {
    const step = await client.step(path, 2);
    const [sent, got] = ['client', 'server'].map((kind) =>
      step.spans.find((span) => span.kind === kind),
    ) as [CollectedSpan, CollectedSpan];
    expect(step.spans).toHaveLength(2);
    expect(sent.parentSpanId).toBe(step.entry.spanId);
    expect(got.parentSpanId).toBe(sent.spanId);
    return { ...step, sent, got };
  }

  const linesOf = (lines: CollectedLine[], { answer }: Step, message: string): CollectedLine[] =>
    lines.filter((line) => line.trace?.id === answer.traceId && line.message === message);
  const rpcLine = ({ answer }: Step): Promise<CollectedLine> =>
    server.waitForLine(
      ({ event, trace }) => event.dataset === DATASET.rpc && trace?.id === answer.traceId,
    );

  test('a call is one trace through both services, measured on both sides', async () => {
    const step = await call('get?id=ok');
    expect(JSON.parse(step.answer.body)).toMatchObject({ id: 'ok', amount: 5 });
    const attributes = { [RPC.system]: 'grpc', [RPC.method]: METHOD, [RPC.status]: 'OK' };
    expect(step.sent).toMatchObject({ name: METHOD, status: { code: 'unset' } });
    expect(step.sent.attributes).toEqual({
      ...attributes,
      [ATTR.serverAddress]: '127.0.0.1',
      [ATTR.serverPort]: server.port,
    });
    expect(step.got).toMatchObject({ name: METHOD, attributes, status: { code: 'unset' } });
    const line = await rpcLine(step);
    expect(line).toMatchObject({
      message: `${METHOD} OK`,
      span: { id: step.got.spanId },
      event: { outcome: 'success' },
      log: { level: 'info', logger: 'rpc' },
    });
    const [inside] = linesOf(server.lines(), step, 'in the handler');
    expect(inside?.span?.id).toBe(step.got.spanId);
    const place = {
      [labelOf(ATTR.serverAddress)]: '127.0.0.1',
      [labelOf(ATTR.serverPort)]: String(server.port),
    };
    const sent = await client.fixture.scrape();
    expect(sent.value(CLIENT_COUNT, { ...labels(METHOD, 'OK'), ...place })).toBe(1);
    expect((await server.scrape()).value(SERVER_COUNT, labels(METHOD, 'OK'))).toBe(1);
  });

  test('a callback runs in the request that called', async () => {
    const step = await call('callback');
    const [line] = linesOf(client.fixture.lines(), step, 'in the callback');
    expect(line?.span?.id).toBe(step.entry.spanId);
  });

  test('callers that wait for one connection stay apart', async () => {
    const { fixture } = client;
    const answers = await Promise.all([1, 2, 3].map(() => fixture.request('/together')));
    await fixture.otlp.waitForSpans((spans) =>
      answers.every(({ traceId }) => spans.filter((span) => span.traceId === traceId).length === 3),
    );
    for (const { traceId } of answers) {
      const texts = fixture.lines().filter(({ trace }) => trace?.id === traceId);
      expect(texts.map(({ message }) => message).toSorted()).toEqual([
        'GET 200',
        'answered together',
        'written together',
      ]);
    }
  });

  test('baggage goes along', async () => {
    const { answer } = await call('baggage');
    expect(JSON.parse(answer.body).seen).toEqual({ tenant: 'acme' });
  });

  test('the application keeps its metadata and its interceptors', async () => {
    const { answer } = await call('metadata');
    const { seen, left } = JSON.parse(answer.body);
    expect(seen).toMatchObject({ own: 'kept', 'from-interceptor': 'yes' });
    expect(seen.traceparent).toContain(answer.traceId);
    expect(left).toEqual(['own', 'from-interceptor']);
  });

  test.each(CODES)('%s is the error of the caller, and of the server: %s', async (code, failed) => {
    const { sent, got, answer } = await call(`get?id=code+${code}`);
    expect(answer.status).toBe(500);
    expect(sent.status.code).toBe('error');
    expect(sent.attributes).toMatchObject({ [RPC.status]: code, [ATTR.errorType]: code });
    expect(got.status.code).toBe(failed ? 'error' : 'unset');
    expect(got.attributes[RPC.status]).toBe(code);
    expect(got.attributes[ATTR.errorType]).toBe(failed ? code : undefined);
  });

  test('streams in every direction keep the call and its caller', async () => {
    const sum = await call('sum');
    expect(JSON.parse(sum.answer.body)).toMatchObject({ amount: 7 });
    const list = await call('list');
    expect(JSON.parse(list.answer.body)).toEqual([0, 1, 2]);
    const chat = await call('chat');
    expect(JSON.parse(chat.answer.body)).toEqual([1, 2, 4]);
    const ids = (lines: CollectedLine[]): unknown[] => lines.map(({ span }) => span?.id);
    const { fixture } = client;
    const three = <Id>(id: Id): Id[] => [id, id, id];
    expect(ids(linesOf(server.lines(), sum, 'one more'))).toEqual(three(sum.got.spanId));
    expect(ids(linesOf(fixture.lines(), sum, 'written'))).toEqual(three(sum.entry.spanId));
    expect(ids(linesOf(fixture.lines(), list, 'data'))).toEqual(three(list.entry.spanId));
    expect(ids(linesOf(server.lines(), chat, 'heard'))).toEqual(three(chat.got.spanId));
    expect(ids(linesOf(fixture.lines(), chat, 'data'))).toEqual(three(chat.entry.spanId));
  });

  test('what a handler throws or answers with is in the line', async () => {
    const thrown = await rpcLine(await call('get?id=throw'));
    expect(thrown.error).toMatchObject({ type: 'UNKNOWN', message: 'thrown by the handler' });
    expect(thrown.error?.stack_trace).toContain('TypeError');
    expect(thrown.log.level).toBe('error');
    const answered = await rpcLine(await call('get?id=error'));
    expect(answered.error).toMatchObject({ type: 'UNKNOWN', message: 'answered by the handler' });
    const streamed = await rpcLine(await call('broken'));
    expect(streamed.error).toMatchObject({ type: 'INTERNAL', message: 'half way' });
  });

  test('a deadline is one on both sides', async () => {
    const { sent, got } = await call('deadline');
    for (const { attributes } of [sent, got]) {
      expect(attributes).toMatchObject({
        [RPC.status]: 'DEADLINE_EXCEEDED',
        [ATTR.errorType]: 'DEADLINE_EXCEEDED',
      });
    }
    const line = await server.waitForLine(({ message }) => message === 'cancelled');
    expect(line.span?.id).toBe(got.spanId);
  });

  test('a cancelled stream ends once, and the server has not failed', async () => {
    const { sent, got, answer } = await call('cancel');
    expect(JSON.parse(answer.body)).toEqual({ code: 1 });
    expect(sent.attributes[RPC.status]).toBe('CANCELLED');
    expect(got.attributes[RPC.status]).toBe('CANCELLED');
    expect(got.status.code).toBe('unset');
    const page = await server.scrape();
    expect(page.value(SERVER_COUNT, labels('shop.v1.Orders/List', 'CANCELLED'))).toBe(1);
  });

  test('a method that nobody serves has no name', async () => {
    const { got } = await call('unknown?path=/secret.Service/Guess');
    expect(got.name).toBe('grpc');
    expect(got.attributes[RPC.method]).toBe(OTHER_METHOD);
    const page = await server.scrape();
    const expected = labels(OTHER_METHOD, 'UNIMPLEMENTED', 'UNIMPLEMENTED');
    expect(page.value(SERVER_COUNT, expected)).toBe(1);
    expect(JSON.stringify(page.samples)).not.toContain('secret.Service');
  });

  test('a server that is not there is the error of the caller', async () => {
    const { spans } = await client.step('nobody');
    expect(spans[0]?.attributes).toMatchObject({
      [RPC.status]: 'UNAVAILABLE',
      [ATTR.errorType]: 'UNAVAILABLE',
      [ATTR.serverPort]: 1,
    });
  });

  test('health checks count, and neither log nor trace', async () => {
    const { answer } = await client.step('check');
    expect(answer.status).toBe(200);
    const page = await server.scrape();
    expect(page.value(SERVER_COUNT, labels('grpc.health.v1.Health/Check', 'OK'))).toBe(1);
    const ofTrace = server.otlp.spans.filter(({ traceId }) => traceId === answer.traceId);
    expect(ofTrace.filter(({ kind }) => kind === 'server')).toHaveLength(1);
  });

  test('the export of spans by gRPC stays unseen, and gRPC is no HTTP request', async () => {
    const page = await server.scrape();
    expect(page.find(CLIENT_COUNT)).toEqual([]);
    expect(page.find(`${HTTP_METRICS.serverDuration.name}_count`)).toEqual([]);
    expect(server.lines().filter(({ event }) => event.dataset === DATASET.request)).toEqual([]);
    for (const text of [page.samples, (await client.fixture.scrape()).samples, server.otlp.spans]) {
      expect(JSON.stringify(text, asText)).not.toContain('opentelemetry.proto');
    }
    const names = server.otlp.spans.filter(({ resource }) => resource['service.name'] === 'orders');
    expect(names.every(({ attributes }) => attributes[RPC.system] === 'grpc')).toBe(true);
  });

  test('a client that dies is a call that ended', async () => {
    const before = (await server.scrape()).find(SERVER_COUNT);
    await client.fixture.request('/leave').catch(() => undefined);
    await client.fixture.child.exited;
    const line = await server.waitForLine(
      ({ message }) => message === 'shop.v1.Orders/Chat CANCELLED',
    );
    expect(line.event.outcome).toBe('success');
    const chat = labels('shop.v1.Orders/Chat', 'CANCELLED');
    expect((await server.scrape()).value(SERVER_COUNT, chat)).toBe(1);
    expect(before).not.toEqual([]);
  });
});

const asText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
