import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startPostgres } from '../../../scripts/real-parts/postgres.ts';
import { ATTR, MESSAGING, MESSAGING_METRICS } from '../../src/contract/index.ts';
import { SEES_ES_MODULES } from '../support/paths.ts';
import { countedBy, spanNamed, stepUntil } from './messaging.ts';
import { LibraryService } from './service.ts';

const postgres = orSkip(await startPostgres());
const counted = countedBy('pg-boss');
const JOB_KEYS = [
  'data',
  'expireInSeconds',
  'groupId',
  'groupTier',
  'heartbeatSeconds',
  'id',
  'name',
  'retryCount',
  'signal',
];

describe.skipIf(isMissing(postgres) || !SEES_ES_MODULES)('pg-boss against PostgreSQL', () => {
  let sender: LibraryService;
  let worker: LibraryService;
  const orders = { [MESSAGING.destination]: 'orders' };

  beforeAll(async () => {
    const env = { PORT_OF_SERVER: String(isMissing(postgres) ? 0 : postgres.port) };
    const nodeArgs = ['--import', 'sightline/register'];
    worker = await LibraryService.start(
      'pg-boss.mjs',
      { ...env, ROLE: 'worker' },
      { nodeArgs, serviceName: 'worker' },
    );
    const { otlp } = worker.fixture;
    sender = await LibraryService.start('pg-boss.mjs', env, { nodeArgs, otlp });
  });
  afterAll(async () => {
    await sender?.dispose();
    await worker?.dispose();
    if (!isMissing(postgres)) await postgres.stop();
  });

  test('a job is one trace from the request to what its handler does', async () => {
    const { answer, entry, spans } = await stepUntil(sender, 'send?what=work', [
      'process orders',
      'send later',
      'complete orders',
    ]);
    expect(JSON.parse(answer.body)).toEqual({ what: 'work', secret: 'secret-data' });
    const sent = spanNamed(spans, 'send orders');
    expect(sent).toMatchObject({
      kind: 'producer',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
      attributes: { [MESSAGING.system]: 'pg-boss', ...orders },
    });
    const processed = spanNamed(spans, 'process orders');
    expect(processed).toMatchObject({
      kind: 'consumer',
      parentSpanId: sent.spanId,
      attributes: {
        ...orders,
        [MESSAGING.messageId]: sent.attributes[MESSAGING.messageId],
      },
    });
    expect(spanNamed(spans, 'send later').parentSpanId).toBe(processed.spanId);
    expect(spanNamed(spans, 'complete orders').parentSpanId).toBe(processed.spanId);
    // The library's own span of the same name gives way.
    expect(spans.filter(({ name }) => name === 'send orders')).toHaveLength(1);
    const line = await worker.fixture.waitForLine(
      ({ message, trace }) => message === 'in the handler' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(processed.spanId);
    const told = await worker.fixture.waitForLine(
      ({ event, span }) => event?.dataset === 'messaging.process' && span?.id === processed.spanId,
    );
    expect(told).toMatchObject({ message: 'process orders ok', event: { outcome: 'success' } });
  });

  test('both sides are measured, and how long the job waited', async () => {
    const { operationDuration, processDuration, sent, consumed, queueAge } = MESSAGING_METRICS;
    expect(await counted(sender, `${operationDuration.name}_count`, orders)).toBe(1);
    expect(await counted(sender, sent.name, orders)).toBe(1);
    expect(await counted(worker, consumed.name, orders)).toBe(1);
    expect(await counted(worker, `${processDuration.name}_count`, orders)).toBe(1);
    expect(await counted(worker, queueAge.name, orders)).toBeLessThan(10);
  });

  test('a job that fails is tried again in its trace, and given up', async () => {
    const { answer, spans } = await stepUntil(sender, 'send?what=fail', [
      'process orders',
      'process orders',
    ]);
    const tries = spans.filter(({ name }) => name === 'process orders');
    expect(tries.map(({ attributes }) => attributes[MESSAGING.attempt])).toEqual([undefined, 1]);
    for (const one of tries) {
      expect(one.status.code).toBe('error');
      expect(one.attributes[ATTR.errorType]).toBe('RangeError');
      expect(one.parentSpanId).toBe(spanNamed(spans, 'send orders').spanId);
    }
    const { redelivered, discarded, processDuration } = MESSAGING_METRICS;
    expect(await counted(worker, redelivered.name, orders)).toBe(1);
    expect(await counted(worker, discarded.name, orders)).toBe(1);
    const failed = { ...orders, [ATTR.errorType]: 'RangeError' };
    expect(await counted(worker, `${processDuration.name}_count`, failed)).toBe(2);
    const line = await worker.fixture.waitForLine(
      ({ event, trace }) => event?.outcome === 'failure' && trace?.id === answer.traceId,
    );
    expect(line.error).toMatchObject({ type: 'RangeError', message: 'out of stock' });
  });

  test('several jobs at once are work of their own, linked to their sending', async () => {
    const { answer, spans } = await stepUntil(sender, 'many', ['send batches']);
    const sent = spanNamed(spans, 'send batches');
    expect(sent.attributes[MESSAGING.batchSize]).toBe(3);
    const { otlp } = sender.fixture;
    await otlp.waitForSpans((all) => all.some(({ name }) => name === 'process batches'));
    const processed = spanNamed(otlp.spans, 'process batches');
    expect(processed.traceId).not.toBe(answer.traceId);
    expect(processed.attributes[MESSAGING.batchSize]).toBe(3);
    const link = { traceId: sent.traceId, spanId: sent.spanId };
    expect(processed.links).toMatchObject([link, link, link]);
  });

  test('a job that is asked for is linked to its sending', async () => {
    const { answer, entry, spans } = await stepUntil(sender, 'fetch', ['complete fetched']);
    expect(JSON.parse(answer.body)).toEqual([{ secret: 'secret-data' }]);
    const received = spanNamed(spans, 'receive fetched');
    expect(received).toMatchObject({ kind: 'client', parentSpanId: entry.spanId });
    const { traceId, spanId } = spanNamed(spans, 'send fetched');
    expect(received.links).toMatchObject([{ traceId, spanId }]);
    expect(spanNamed(spans, 'complete fetched').kind).toBe('client');
  });

  test('a job that cannot be sent is an error', async () => {
    const { answer, spans } = await stepUntil(sender, 'unknown', ['send no-such-queue']);
    expect(answer.status).toBe(500);
    expect(spanNamed(spans, 'send no-such-queue').status.code).toBe('error');
    const lost = {
      [MESSAGING.destination]: 'no-such-queue',
      [ATTR.errorType]: 'PGBOSS_QUEUE_NOT_FOUND',
    };
    expect(await counted(sender, MESSAGING_METRICS.sent.name, lost)).toBe(1);
  });

  test('polls are measured, and are no traces', async () => {
    const polls = { ...orders, [MESSAGING.operation]: 'receive' };
    const { operationDuration } = MESSAGING_METRICS;
    const before = await counted(worker, `${operationDuration.name}_count`, polls);
    await expect
      .poll(() => counted(worker, `${operationDuration.name}_count`, polls), { timeout: 5000 })
      .toBeGreaterThan((before ?? 0) + 1);
    const { spans } = worker.fixture.otlp;
    expect(spans.filter(({ name }) => name === 'receive orders')).toEqual([]);
    const parents = new Set(spans.map(({ spanId }) => spanId));
    const fetches = spans.filter(({ name }) => name.startsWith('SELECT pgboss.job_common UPDATE'));
    for (const { parentSpanId } of fetches) expect(parents).toContain(parentSpanId);
  });

  test('handlers see their jobs as they would without, and data stays where it is', async () => {
    const { answer } = await worker.step('seen', 0);
    for (const keys of JSON.parse(answer.body) as string[][]) {
      expect(keys.toSorted()).toEqual(JOB_KEYS);
    }
    const page = await worker.fixture.adminRequest('/metrics');
    const spans = sender.fixture.otlp.spans.map(({ attributes }) => attributes);
    const lines = [...worker.fixture.lines(), ...sender.fixture.lines()];
    expect(`${page.body}${JSON.stringify([spans, lines])}`).not.toContain('secret-data');
  });

  test('when the database goes, sending fails and polls become visible', async () => {
    if (isMissing(postgres)) return;
    await postgres.stop();
    const { answer, spans } = await stepUntil(sender, 'send?what=work', ['send orders']);
    expect(answer.status).toBe(500);
    const sendings = spans.filter(({ name }) => name === 'send orders');
    expect(sendings).toHaveLength(1);
    expect(sendings[0]?.status.code).toBe('error');
    const { otlp } = worker.fixture;
    await otlp.waitForSpans((all) => all.some(({ name }) => name === 'receive orders'));
    expect(spanNamed(otlp.spans, 'receive orders').status.code).toBe('error');
  });
});
