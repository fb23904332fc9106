import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../../scripts/real-parts/cache.ts';
import { startKafka } from '../../../../scripts/real-parts/kafka.ts';
import { orSkip } from '../../../../scripts/real-parts/part.ts';
import { ATTR, MESSAGING, MESSAGING_METRICS } from '../../../src/contract/index.ts';
import { countedBy, spanNamed, stepUntil } from '../../libraries/messaging.ts';
import { LibraryService } from '../../libraries/service.ts';

const kafka = orSkip(await startKafka());
const counted = countedBy('kafka');

describe.skipIf(isMissing(kafka))('@platformatic/kafka against Kafka', () => {
  let sender: LibraryService;
  let consumer: LibraryService;
  const orders = { [MESSAGING.destination]: 'orders' };
  const billing = { ...orders, [MESSAGING.consumerGroup]: 'billing' };
  const { lag, sent, consumed, queueAge, operationDuration, processDuration } = MESSAGING_METRICS;

  beforeAll(async () => {
    const file = 'platformatic-kafka.mjs';
    const env = { BROKER: isMissing(kafka) ? '' : kafka.address };
    const role = { ...env, ROLE: 'consumer' };
    consumer = await LibraryService.start(file, role, { serviceName: 'consumer' });
    const { otlp } = consumer.fixture;
    sender = await LibraryService.start(file, env, { otlp });
    await consumer.step('start', 0);
  });
  afterAll(async () => {
    await sender?.dispose();
    await consumer?.dispose();
    if (!isMissing(kafka)) await kafka.stop();
  });

  test('a message is one trace from the request to what its listener does', async () => {
    const names = ['send orders', 'process orders', 'send answers'];
    const { answer, entry, spans } = await stepUntil(sender, 'send?topic=orders&what=work', names);
    expect(JSON.parse(answer.body)).toEqual({ headers: { kept: 'header' }, isSame: true });
    const sending = spanNamed(spans, 'send orders');
    const shared = { [MESSAGING.system]: 'kafka', ...orders };
    expect(sending).toMatchObject({
      kind: 'producer',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
      attributes: shared,
    });
    const processed = spanNamed(spans, 'process orders');
    expect(processed).toMatchObject({
      kind: 'consumer',
      parentSpanId: sending.spanId,
      attributes: { ...billing, [MESSAGING.partition]: '0', [MESSAGING.kafkaOffset]: 0 },
    });
    expect(processed.endTimeUnixNano - processed.startTimeUnixNano).toBeGreaterThan(15_000_000n);
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

  test('both sides are measured', async () => {
    expect(await counted(sender, `${operationDuration.name}_count`, orders)).toBe(1);
    expect(await counted(sender, sent.name, orders)).toBe(1);
    expect(await counted(consumer, consumed.name, billing)).toBe(1);
    expect(await counted(consumer, `${processDuration.name}_count`, billing)).toBe(1);
    expect(await counted(consumer, queueAge.name, orders)).toBeLessThan(10);
  });

  test('a commit is a call of the listener', async () => {
    const names = ['process orders', 'commit orders'];
    const { spans } = await stepUntil(sender, 'send?topic=orders&what=commit', names);
    expect(spanNamed(spans, 'commit orders')).toMatchObject({
      kind: 'client',
      parentSpanId: spanNamed(spans, 'process orders').spanId,
    });
  });

  test('the lag that the application asked for is shown', async () => {
    const { answer } = await consumer.step('lag', 0);
    expect(JSON.parse(answer.body)).toEqual([0]);
    expect(await counted(consumer, lag.name, billing)).toBe(0);
  });

  test('a loop processes a message until it asks for the next one', async () => {
    const first = await stepUntil(sender, 'send?topic=looped&what=a', ['send looped']);
    const { spans } = await stepUntil(sender, 'bytes', ['send looped', 'process looped']);
    expect(spanNamed(spans, 'process looped').parentSpanId).toBe(
      spanNamed(spans, 'send looped').spanId,
    );
    const { traceId } = first.answer;
    const { otlp } = sender.fixture;
    const looped = otlp.spans.filter((span) => span.traceId === traceId);
    const processed = spanNamed(looped, 'process looped');
    expect(processed.endTimeUnixNano - processed.startTimeUnixNano).toBeGreaterThan(40_000_000n);
  });

  test('headers that a producer writes in its own way stay without a trace', async () => {
    const { answer } = await stepUntil(sender, 'wrapping', ['send looped']);
    const { otlp } = sender.fixture;
    await otlp.waitForSpans(
      (all) => all.filter(({ name }) => name === 'process looped').length === 3,
    );
    const lost = otlp.spans.filter(({ name }) => name === 'process looped').at(-1);
    expect(lost?.traceId).not.toBe(answer.traceId);
    expect(lost?.parentSpanId ?? '').toBe('');
  });

  test('a message that cannot be sent is an error', async () => {
    const { answer, spans } = await stepUntil(sender, 'refused', ['send not a topic']);
    expect(answer.status).toBe(500);
    const { status, attributes } = spanNamed(spans, 'send not a topic');
    expect(status.code).toBe('error');
    const failed = {
      [MESSAGING.destination]: 'not a topic',
      [ATTR.errorType]: String(attributes[ATTR.errorType]),
    };
    expect(await counted(sender, sent.name, failed)).toBe(1);
  });

  test('keys and values stay where they are', async () => {
    const { answer } = await consumer.step('seen', 0);
    expect(JSON.parse(answer.body)).toEqual([['kept'], ['kept'], ['kept'], [], ['kept']]);
    const page = await consumer.fixture.adminRequest('/metrics');
    const { otlp } = sender.fixture;
    const attributes = otlp.spans.map((span) => span.attributes);
    const lines = [...consumer.fixture.lines(), ...sender.fixture.lines()];
    expect(`${page.body}${JSON.stringify([attributes, lines])}`).not.toContain('secret-key');
  });

  test('when the broker goes, sending fails once', async () => {
    if (isMissing(kafka)) return;
    await kafka.stop();
    const { answer, spans } = await stepUntil(sender, 'send?topic=orders&what=plain', [
      'send orders',
    ]);
    expect(answer.status).toBe(500);
    const sendings = spans.filter(({ name }) => name === 'send orders');
    expect(sendings.map(({ status }) => status.code)).toEqual(['error']);
  });
});
