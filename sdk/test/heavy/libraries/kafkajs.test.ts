import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../../scripts/real-parts/cache.ts';
import { startKafka } from '../../../../scripts/real-parts/kafka.ts';
import { orSkip } from '../../../../scripts/real-parts/part.ts';
import { ATTR, MESSAGING, MESSAGING_METRICS } from '../../../src/contract/index.ts';
import { countedBy, spanNamed, stepUntil } from '../../libraries/messaging.ts';
import { LibraryService } from '../../libraries/service.ts';

const kafka = orSkip(await startKafka());
const counted = countedBy('kafka');

describe.skipIf(isMissing(kafka))('kafkajs against Kafka', () => {
  let sender: LibraryService;
  let consumer: LibraryService;
  const orders = { [MESSAGING.destination]: 'orders' };
  const billing = { ...orders, [MESSAGING.consumerGroup]: 'billing' };
  const { lag, sent, consumed, redelivered, queueAge } = MESSAGING_METRICS;
  const { operationDuration, processDuration } = MESSAGING_METRICS;

  beforeAll(async () => {
    const env = { BROKER: isMissing(kafka) ? '' : kafka.address };
    const role = { ...env, ROLE: 'consumer' };
    consumer = await LibraryService.start('kafkajs.cjs', role, { serviceName: 'consumer' });
    const { otlp } = consumer.fixture;
    sender = await LibraryService.start('kafkajs.cjs', env, { otlp });
    await consumer.step('start', 0);
    await sender.step('start', 0);
  });
  afterAll(async () => {
    await sender?.dispose();
    await consumer?.dispose();
    if (!isMissing(kafka)) await kafka.stop();
  });

  test('a message is one trace from the request to what its handler does', async () => {
    const names = ['send orders', 'process orders', 'send answers'];
    const { answer, entry, spans } = await stepUntil(sender, 'send?what=work', names);
    expect(JSON.parse(answer.body)).toEqual({ kept: 'header' });
    const sending = spanNamed(spans, 'send orders');
    const shared = { [MESSAGING.system]: 'kafka', ...orders, [MESSAGING.partition]: '0' };
    expect(sending).toMatchObject({
      kind: 'producer',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
      attributes: { ...shared, [MESSAGING.kafkaOffset]: 0 },
    });
    const processed = spanNamed(spans, 'process orders');
    expect(processed).toMatchObject({
      kind: 'consumer',
      parentSpanId: sending.spanId,
      attributes: { ...shared, ...billing, [MESSAGING.kafkaOffset]: 0 },
    });
    expect(spanNamed(spans, 'send answers').parentSpanId).toBe(processed.spanId);
    const line = await consumer.fixture.waitForLine(
      ({ message, trace }) => message === 'in the handler' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(processed.spanId);
    const told = await consumer.fixture.waitForLine(
      ({ event, span }) => event?.dataset === 'messaging.process' && span?.id === processed.spanId,
    );
    expect(told).toMatchObject({ message: 'process orders ok', event: { outcome: 'success' } });
  });

  test('both sides are measured, and nothing is left to read', async () => {
    expect(await counted(sender, `${operationDuration.name}_count`, orders)).toBe(1);
    expect(await counted(sender, sent.name, orders)).toBe(1);
    expect(await counted(consumer, consumed.name, billing)).toBe(1);
    expect(await counted(consumer, `${processDuration.name}_count`, billing)).toBe(1);
    expect(await counted(consumer, lag.name, billing)).toBe(0);
    expect(await counted(consumer, queueAge.name, orders)).toBeLessThan(10);
  });

  test('a message that fails comes again in its trace', async () => {
    const names = ['process orders', 'process orders'];
    const { answer, spans } = await stepUntil(sender, 'send?what=fail', names);
    const tries = spans
      .filter(({ name }) => name === 'process orders')
      .toSorted((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
    expect(tries.map(({ attributes }) => attributes[ATTR.errorType])).toEqual([
      'OutOfStock',
      undefined,
    ]);
    expect(tries.map(({ attributes }) => attributes[MESSAGING.attempt])).toEqual([undefined, 1]);
    expect(await counted(consumer, redelivered.name, billing)).toBe(1);
    const line = await consumer.fixture.waitForLine(
      ({ event, trace }) => event?.outcome === 'failure' && trace?.id === answer.traceId,
    );
    expect(line.error).toMatchObject({ type: 'OutOfStock', message: 'out of stock' });
  });

  test('a batch is work of its own, linked to its sending, and its commit is seen', async () => {
    const { answer, spans } = await stepUntil(sender, 'many', ['send batches']);
    const sending = spanNamed(spans, 'send batches');
    expect(sending.attributes[MESSAGING.batchSize]).toBe(3);
    const { otlp } = sender.fixture;
    await otlp.waitForSpans((all) => all.some(({ name }) => name === 'process batches'));
    const processed = spanNamed(otlp.spans, 'process batches');
    expect(processed.traceId).not.toBe(answer.traceId);
    expect(processed.attributes[MESSAGING.batchSize]).toBe(3);
    const link = { traceId: sending.traceId, spanId: sending.spanId };
    expect(processed.links).toMatchObject([link, link, link]);
    const commit = spanNamed(otlp.spans, 'commit batches');
    expect(commit).toMatchObject({ kind: 'client', parentSpanId: processed.spanId });
    const archive = { [MESSAGING.destination]: 'batches', [MESSAGING.consumerGroup]: 'archive' };
    expect(await counted(consumer, lag.name, archive)).toBe(0);
  });

  test('what a slow handler keeps waiting shows as lag', async () => {
    await stepUntil(sender, 'backlog', ['send orders']);
    await consumer.fixture.waitForLine(({ message }) => message === 'holding');
    expect(await counted(consumer, lag.name, billing)).toBe(3);
    const { answer } = await consumer.step('release', 0);
    expect(answer.status).toBe(200);
    await expect.poll(() => counted(consumer, lag.name, billing)).toBe(0);
  });

  test('messages of a transaction are seen', async () => {
    const { spans } = await stepUntil(sender, 'transaction', ['send orders', 'process orders']);
    expect(spanNamed(spans, 'process orders').parentSpanId).toBe(
      spanNamed(spans, 'send orders').spanId,
    );
  });

  test('a message that is refused is an error', async () => {
    const { answer, spans } = await stepUntil(sender, 'refused', ['send orders']);
    expect(answer.status).toBe(500);
    const errorType = 'KafkaJSNonRetriableError';
    expect(spanNamed(spans, 'send orders').attributes[ATTR.errorType]).toBe(errorType);
    expect(await counted(sender, sent.name, { ...orders, [ATTR.errorType]: errorType })).toBe(1);
  });

  test('keys and values stay where they are', async () => {
    const page = await consumer.fixture.adminRequest('/metrics');
    const { otlp } = sender.fixture;
    const attributes = otlp.spans.map((span) => span.attributes);
    const lines = [...consumer.fixture.lines(), ...sender.fixture.lines()];
    expect(`${page.body}${JSON.stringify([attributes, lines])}`).not.toContain('secret-key');
  });

  test('when the broker goes, sending fails once', async () => {
    if (isMissing(kafka)) return;
    await kafka.stop();
    const { answer, spans } = await stepUntil(sender, 'send?what=plain', ['send orders']);
    expect(answer.status).toBe(500);
    const sendings = spans.filter(({ name }) => name === 'send orders');
    expect(sendings.map(({ status }) => status.code)).toEqual(['error']);
  });
});
