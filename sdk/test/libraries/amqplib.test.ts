import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startRabbit } from '../../../scripts/real-parts/rabbitmq.ts';
import { ATTR, MESSAGING, MESSAGING_METRICS } from '../../src/contract/index.ts';
import type { CollectedSpan } from '../../src/testing/index.ts';
import { countedBy, spanNamed, stepUntil } from './messaging.ts';
import { LibraryService } from './service.ts';

const rabbit = orSkip(await startRabbit());
const counted = countedBy('rabbitmq');

describe.skipIf(isMissing(rabbit))('amqplib against RabbitMQ', () => {
  let sender: LibraryService;
  let consumer: LibraryService;
  const broker = isMissing(rabbit) ? '' : rabbit.url;
  const port = isMissing(rabbit) ? 0 : rabbit.port;

  beforeAll(async () => {
    consumer = await LibraryService.start(
      'amqplib.cjs',
      { BROKER: broker, ROLE: 'consumer' },
      { serviceName: 'consumer' },
    );
    const { otlp } = consumer.fixture;
    sender = await LibraryService.start('amqplib.cjs', { BROKER: broker }, { otlp });
  });
  afterAll(async () => {
    await sender?.dispose();
    await consumer?.dispose();
    if (!isMissing(rabbit)) await rabbit.stop();
  });

  test('a message is one trace from the request to what its handler does', async () => {
    const { answer, entry, spans } = await sender.step('send?what=ack', 3);
    expect(JSON.parse(answer.body)).toEqual({ headers: { kept: 'header' } });
    const sent = spanNamed(spans, 'send orders');
    const shared = {
      [MESSAGING.system]: 'rabbitmq',
      [MESSAGING.destination]: 'orders',
      [MESSAGING.rabbitmqRoutingKey]: 'orders',
      [MESSAGING.messageId]: 'message-1',
      [MESSAGING.conversationId]: 'talk-1',
      [ATTR.serverAddress]: '127.0.0.1',
      [ATTR.serverPort]: port,
    };
    expect(sent).toMatchObject({
      kind: 'producer',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
      attributes: { ...shared, [MESSAGING.operation]: 'send', [MESSAGING.operationType]: 'send' },
    });
    const processed = spanNamed(spans, 'process orders');
    expect(processed).toMatchObject({
      kind: 'consumer',
      parentSpanId: sent.spanId,
      attributes: { ...shared, [MESSAGING.operationType]: 'process' },
    });
    expect(spanNamed(spans, 'send answers').parentSpanId).toBe(processed.spanId);
    const inHandler = await consumer.fixture.waitForLine(
      ({ message, trace }) => message === 'in the handler' && trace?.id === answer.traceId,
    );
    expect(inHandler.span?.id).toBe(processed.spanId);
    const line = await consumer.fixture.waitForLine(
      ({ event, span }) => event?.dataset === 'messaging.process' && span?.id === processed.spanId,
    );
    expect(line).toMatchObject({ message: 'process orders ok', event: { outcome: 'success' } });
  });

  test('both sides are measured, and how old the message was', async () => {
    const { operationDuration, processDuration, sent, consumed, queueAge } = MESSAGING_METRICS;
    const orders = { [MESSAGING.destination]: 'orders' };
    expect(await counted(sender, `${operationDuration.name}_count`, orders)).toBe(1);
    expect(await counted(sender, sent.name, orders)).toBe(1);
    expect(await counted(consumer, consumed.name, orders)).toBe(1);
    expect(await counted(consumer, `${processDuration.name}_count`, orders)).toBe(1);
    const age = await counted(consumer, queueAge.name, orders);
    expect(age).toBeGreaterThan(29);
    expect(age).toBeLessThan(60);
  });

  test('a poison message is an error, is counted, and is followed to its grave', async () => {
    const { answer, spans } = await sender.step('send?what=poison', 3);
    const poisoned = spanNamed(spans, 'process orders');
    expect(poisoned.status.code).toBe('error');
    expect(poisoned.attributes[ATTR.errorType]).toBe('rejected');
    const buried = spanNamed(spans, 'process dead');
    expect(buried.parentSpanId).toBe(spanNamed(spans, 'send orders').spanId);
    expect(buried.attributes[MESSAGING.attempt]).toBe(1);
    const orders = { [MESSAGING.destination]: 'orders' };
    expect(await counted(consumer, MESSAGING_METRICS.discarded.name, orders)).toBe(1);
    const line = await consumer.fixture.waitForLine(
      ({ event, trace }) => event?.outcome === 'failure' && trace?.id === answer.traceId,
    );
    expect(line).toMatchObject({
      message: 'process orders rejected',
      error: { type: 'rejected' },
      log: { level: 'error' },
    });
  });

  test('a message that is given back comes again, as a second try of the same trace', async () => {
    const { spans } = await sender.step('send?what=again', 3);
    const tries = spans.filter(({ name }) => name === 'process orders');
    expect(tries.map(({ attributes }) => attributes[ATTR.errorType])).toEqual([
      'requeued',
      undefined,
    ]);
    expect(tries.map(({ attributes }) => attributes[MESSAGING.attempt])).toEqual([undefined, 1]);
    const orders = { [MESSAGING.destination]: 'orders' };
    expect(await counted(consumer, MESSAGING_METRICS.redelivered.name, orders)).toBe(1);
  });

  test('baggage goes along, and what another span left in the headers does not', async () => {
    const headers = { baggage: 'tier=gold' };
    const { traceId } = await sender.fixture.request('/send?what=ack', { headers });
    const line = await consumer.fixture.waitForLine(
      ({ message, trace }) => message === 'in the handler' && trace?.id === traceId,
    );
    expect(line.labels).toMatchObject({ tier: 'gold' });
    const { spans } = await stepUntil(sender, 'forwarded', ['send answers']);
    const { parentSpanId } = spanNamed(spans, 'process orders');
    expect(parentSpanId).toBe(spanNamed(spans, 'send orders').spanId);
    expect(spanNamed(spans, 'send answers').traceState ?? '').toBe('');
  });

  test('a handler that rejects is an error, which the process hears of as before', async () => {
    const { spans } = await stepUntil(sender, 'reject', ['process careless']);
    const { attributes } = spanNamed(spans, 'process careless');
    expect(attributes[ATTR.errorType]).toBe('RangeError');
    await consumer.fixture.waitForLine(({ message }) => message === 'unhandled: not caught');
  });

  test('a message without a trace starts one at its consumer', async () => {
    const { otlp } = consumer.fixture;
    const env = { BROKER: broker, OTEL_PROPAGATORS: 'none' };
    const old = await LibraryService.start('amqplib.cjs', env, { otlp });
    const before = otlp.spans.filter(({ name }) => name === 'process orders').length;
    const answer = await old.fixture.request('/send?what=ack');
    const processed = (): CollectedSpan[] =>
      otlp.spans.filter(({ name }) => name === 'process orders');
    await otlp.waitForSpans(() => processed().length > before);
    await old.dispose();
    const first = processed().at(-1);
    expect(first?.traceId).not.toBe(answer.traceId);
    expect(first?.parentSpanId ?? '').toBe('');
  });

  test('queues that the server named are one, and end with the handler', async () => {
    const { spans } = await sender.step('news', 2);
    const sent = spanNamed(spans, 'send news');
    expect(sent.attributes[MESSAGING.rabbitmqRoutingKey]).toBe('order.created');
    const processed = spanNamed(spans, 'process (temporary)');
    expect(processed.parentSpanId).toBe(sent.spanId);
    const ms = Number(processed.endTimeUnixNano - processed.startTimeUnixNano) / 1e6;
    expect(ms).toBeGreaterThan(15);
  });

  test('one settling of several ends them all', async () => {
    const { spans } = await sender.step('many', 6);
    const processed = spans.filter(({ name }) => name === 'process many');
    expect(processed.map(({ status }) => status.code)).toEqual(['unset', 'unset', 'unset']);
    const sent = spans.filter(({ name }) => name === 'send many').map(({ spanId }) => spanId);
    expect(processed.map(({ parentSpanId }) => parentSpanId).toSorted()).toEqual(sent.toSorted());
  });

  test('a confirmed message is sent when the broker has it, in either API', async () => {
    const { spans } = await sender.step('confirm');
    expect(spans).toHaveLength(1);
    expect(spanNamed(spans, 'send stack').status.code).toBe('unset');
    const { answer, entry, spans: both } = await sender.step('confirmed?queue=by-callback', 2);
    const processed = spanNamed(both, 'process by-callback');
    expect(processed.parentSpanId).toBe(spanNamed(both, 'send by-callback').spanId);
    const line = await sender.fixture.waitForLine(
      ({ message, trace }) => message === 'confirmed' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(entry.spanId);
    const inHandler = await consumer.fixture.waitForLine(
      ({ message }) => message === 'in the callback handler',
    );
    expect(inHandler.span?.id).toBe(processed.spanId);
  });

  test('a message that is asked for is linked to its sending', async () => {
    const { answer, entry, spans } = await sender.step('get');
    const [received] = spans;
    expect(received).toMatchObject({ name: 'receive stack', kind: 'client' });
    expect(received?.parentSpanId).toBe(entry.spanId);
    const stack = sender.fixture.otlp.spans.find(({ name }) => name === 'send stack');
    expect(received?.links).toMatchObject([{ traceId: stack?.traceId, spanId: stack?.spanId }]);
    expect(JSON.parse(answer.body)).toEqual({ headers: ['traceparent'] });
    const labels = { [MESSAGING.destination]: 'stack' };
    expect(await counted(sender, MESSAGING_METRICS.discarded.name, labels)).toBe(1);
    const { answer: empty, entry: asking } = await sender.step('get-by-callback');
    expect(JSON.parse(empty.body)).toEqual({ found: false });
    const line = await sender.fixture.waitForLine(({ message }) => message === 'got');
    expect(line.span?.id).toBe(asking.spanId);
  });

  test('sending on a closed channel fails as it does alone', async () => {
    const { answer, spans } = await sender.step('closed');
    expect(answer.body).toContain('Channel closed');
    expect(spanNamed(spans, 'send news').attributes[ATTR.errorType]).toBe('channel_closed');
  });

  test('bodies stay where they are', async () => {
    const page = await consumer.fixture.adminRequest('/metrics');
    const spans = sender.fixture.otlp.spans.map(({ attributes }) => attributes);
    const lines = [...consumer.fixture.lines(), ...sender.fixture.lines()];
    expect(`${page.body}${JSON.stringify([spans, lines])}`).not.toContain('secret-body');
  });

  test('what is under way when the broker dies ends once, with an error', async () => {
    if (isMissing(rabbit)) return;
    const { spans: before } = await sender.step('send?what=hold');
    await consumer.fixture.child.until(
      () => consumer.fixture.child.messages.some((said) => (said as { held?: boolean }).held),
      5000,
    );
    process.kill(rabbit.server.pid, 'SIGSTOP');
    const confirmed = sender.step('confirmed?queue=orders');
    await sender.fixture.waitForLine(({ message }) => message === 'asked');
    await rabbit.stop();
    const { answer, spans } = await confirmed;
    expect(answer.status).toBe(500);
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes[ATTR.errorType]).toBe('channel_closed');
    const { otlp } = sender.fixture;
    const { traceId } = before[0] as CollectedSpan;
    const held = (): CollectedSpan[] =>
      otlp.spans.filter((span) => span.traceId === traceId && span.kind === 'consumer');
    await otlp.waitForSpans(() => held().length > 0);
    expect(held().map(({ attributes }) => attributes[ATTR.errorType])).toEqual(['channel_closed']);
    const lost = { [MESSAGING.destination]: 'orders', [ATTR.errorType]: 'channel_closed' };
    expect(await counted(sender, MESSAGING_METRICS.sent.name, lost)).toBe(1);
    const { processDuration } = MESSAGING_METRICS;
    expect(await counted(consumer, `${processDuration.name}_count`, lost)).toBe(1);
  });
});
