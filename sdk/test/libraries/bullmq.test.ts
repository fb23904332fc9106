import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startRedis } from '../../../scripts/real-parts/redis.ts';
import { ATTR, MESSAGING, MESSAGING_METRICS } from '../../src/contract/index.ts';
import type { CollectedSpan } from '../../src/testing/index.ts';
import { countedBy, spanNamed, stepUntil } from './messaging.ts';
import { LibraryService } from './service.ts';

const redis = orSkip(await startRedis({ 'maxmemory-policy': 'noeviction' }));
const counted = countedBy('bullmq');

describe.skipIf(isMissing(redis))('bullmq against Redis', () => {
  let sender: LibraryService;
  let worker: LibraryService;
  const orders = { [MESSAGING.destination]: 'orders' };
  const { processDuration, sent, consumed, redelivered, discarded, queueAge } = MESSAGING_METRICS;

  beforeAll(async () => {
    const env = { PORT_OF_SERVER: String(isMissing(redis) ? 0 : redis.port) };
    const role = { ...env, ROLE: 'worker' };
    worker = await LibraryService.start('bullmq.cjs', role, { serviceName: 'worker' });
    const { otlp } = worker.fixture;
    sender = await LibraryService.start('bullmq.cjs', env, { otlp });
  });
  afterAll(async () => {
    await sender?.dispose();
    await worker?.dispose();
    if (!isMissing(redis)) await redis.stop();
  });

  test('a job is one trace from the request to what its handler does', async () => {
    const names = ['send orders', 'process orders', 'send later', 'complete orders'];
    const { answer, entry, spans } = await stepUntil(sender, 'send?name=work', names);
    const { id, options } = JSON.parse(answer.body) as { id: string; options: string[] };
    expect(options).toEqual(['attempts', 'jobId']);
    const sending = spanNamed(spans, 'send orders');
    const shared = { [MESSAGING.system]: 'bullmq', ...orders, [MESSAGING.messageId]: id };
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
      attributes: shared,
    });
    expect(spanNamed(spans, 'send later').parentSpanId).toBe(processed.spanId);
    expect(spanNamed(spans, 'complete orders')).toMatchObject({
      kind: 'client',
      parentSpanId: processed.spanId,
    });
    const line = await worker.fixture.waitForLine(
      ({ message, trace }) => message === 'in the handler' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(processed.spanId);
    const told = await worker.fixture.waitForLine(
      ({ event, span }) => event?.dataset === 'messaging.process' && span?.id === processed.spanId,
    );
    expect(told).toMatchObject({ message: 'process orders ok', event: { outcome: 'success' } });
  });

  test('both sides are measured', async () => {
    const { operationDuration } = MESSAGING_METRICS;
    expect(await counted(sender, `${operationDuration.name}_count`, orders)).toBe(1);
    expect(await counted(sender, sent.name, orders)).toBe(1);
    expect(await counted(worker, consumed.name, orders)).toBe(1);
    expect(await counted(worker, `${processDuration.name}_count`, orders)).toBe(1);
    expect(await counted(worker, queueAge.name, orders)).toBeLessThan(1.5);
  });

  test('a job that fails is tried again in its trace, and given up', async () => {
    const names = ['process orders', 'process orders'];
    const { answer, spans } = await stepUntil(sender, 'send?name=fail', names);
    const tries = spans.filter(({ name }) => name === 'process orders');
    expect(tries.map(({ attributes }) => attributes[MESSAGING.attempt])).toEqual([undefined, 1]);
    for (const one of tries) {
      expect(one.status.code).toBe('error');
      expect(one.attributes[ATTR.errorType]).toBe('RangeError');
      expect(one.parentSpanId).toBe(spanNamed(spans, 'send orders').spanId);
    }
    expect(await counted(worker, redelivered.name, orders)).toBe(1);
    expect(await counted(worker, discarded.name, orders)).toBe(1);
    const failed = { ...orders, [ATTR.errorType]: 'RangeError' };
    expect(await counted(worker, `${processDuration.name}_count`, failed)).toBe(2);
    const line = await worker.fixture.waitForLine(
      ({ event, trace }) => event?.outcome === 'failure' && trace?.id === answer.traceId,
    );
    expect(line.error).toMatchObject({ type: 'RangeError', message: 'out of stock' });
  });

  test('a poison job is given up at once', async () => {
    const { spans } = await stepUntil(sender, 'send?name=poison', ['process orders']);
    const processed = spanNamed(spans, 'process orders');
    expect(processed.attributes[ATTR.errorType]).toBe('UnrecoverableError');
    expect(await counted(worker, discarded.name, orders)).toBe(2);
  });

  test('a job that is to wait is not late', async () => {
    await stepUntil(sender, 'delayed', ['process orders']);
    expect(await counted(worker, queueAge.name, orders)).toBeLessThan(1.5);
  });

  test('several jobs of one call are one sending with several children', async () => {
    const names = ['process orders', 'process orders'];
    const { spans } = await stepUntil(sender, 'many', names);
    const sending = spanNamed(spans, 'send orders');
    expect(sending.attributes[MESSAGING.batchSize]).toBe(2);
    const processed = spans.filter(({ name }) => name === 'process orders');
    expect(processed.map(({ parentSpanId }) => parentSpanId)).toEqual([
      sending.spanId,
      sending.spanId,
    ]);
  });

  test('a flow is one trace through all of its queues', async () => {
    const names = ['process parts', 'process orders'];
    const { spans } = await stepUntil(sender, 'flow', names);
    const { spanId } = spanNamed(spans, 'send orders');
    expect(spanNamed(spans, 'process parts').parentSpanId).toBe(spanId);
    expect(spanNamed(spans, 'process orders').parentSpanId).toBe(spanId);
    expect(await counted(sender, sent.name, { [MESSAGING.destination]: 'parts' })).toBe(1);
  });

  test('a job that is refused is an error', async () => {
    const { answer, spans } = await stepUntil(sender, 'refused', ['send orders']);
    expect(answer.status).toBe(500);
    expect(spanNamed(spans, 'send orders').status.code).toBe('error');
    const lost = { ...orders, [ATTR.errorType]: 'Error' };
    expect(await counted(sender, sent.name, lost)).toBe(1);
  });

  test('a queue that forgot the job meanwhile shows in the settling', async () => {
    if (isMissing(redis)) return;
    const { answer } = await sender.step('send?name=hold', 1);
    await worker.fixture.waitForLine(({ message }) => message === 'holding');
    const { port } = redis;
    await redis.stop();
    const again = await startRedis({ 'maxmemory-policy': 'noeviction' }, port);
    try {
      await worker.step('release', 0);
      const { otlp } = worker.fixture;
      const settled = (): CollectedSpan[] =>
        otlp.spans.filter(
          ({ name, traceId }) => name === 'complete orders' && traceId === answer.traceId,
        );
      await otlp.waitForSpans(() => settled().length > 0, 20_000);
      expect(settled()[0]?.status.code).toBe('error');
    } finally {
      if (!isMissing(again)) await again.stop();
    }
  });

  test('data is what it was, and stays where it is', async () => {
    const { answer } = await worker.step('seen', 0);
    const seen = JSON.parse(answer.body) as unknown[];
    expect(seen.length).toBeGreaterThan(5);
    for (const data of seen) expect(data).toEqual({ secret: 'secret-data' });
    const page = await worker.fixture.adminRequest('/metrics');
    const { otlp } = sender.fixture;
    const spans = otlp.spans.filter(({ name }) => name !== 'GET');
    const lines = [...worker.fixture.lines(), ...sender.fixture.lines()];
    const attributes = spans.map((span) => span.attributes);
    expect(`${page.body}${JSON.stringify([attributes, lines])}`).not.toContain('secret-data');
  });
});
