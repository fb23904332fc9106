import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAGA_METRICS, STEP } from '../src/contract/index.ts';
import { LibraryService } from './libraries/service.ts';

let service: LibraryService;
beforeAll(async () => {
  service = await LibraryService.start('saga.cjs');
});
afterAll(() => service?.dispose());

const read = async (metric: { name: string }, labels: Record<string, string>, part = '') =>
  (await service.fixture.scrape()).value(metric.name + part, labels);
const PLACE = { [STEP.saga]: 'place-order' };

test('counters stand at 0 before the first saga', async () => {
  const { completed, started, oldestOpen } = SAGA_METRICS;
  expect(await read(started, PLACE)).toBe(0);
  expect(await read(completed, { ...PLACE, [STEP.outcome]: 'compensation_failed' })).toBe(0);
  expect(await read(oldestOpen, PLACE)).toBe(0);
});

describe('a saga', () => {
  test('that goes well is a span with its steps below, in one trace', async () => {
    const { answer, entry, spans } = await service.step('ok', 4);
    expect(JSON.parse(answer.body)).toEqual({ placed: true });
    const whole = spans.find(({ name }) => name === 'place-order');
    expect(whole?.parentSpanId).toBe(entry.spanId);
    const steps = spans.filter(({ parentSpanId }) => parentSpanId === whole?.spanId);
    expect(steps.map(({ name }) => name)).toEqual(['reserve', 'charge', 'ship']);
    const line = await service.fixture.waitForLine(({ message }) => message === 'done charge');
    expect(line.span?.id).toBe(steps[1]?.spanId);
    const told = await service.fixture.waitForLine(({ message }) => message === 'place-order ok');
    expect(told).toMatchObject({ trace: { id: answer.traceId }, event: { outcome: 'success' } });
    expect(await read(SAGA_METRICS.completed, { ...PLACE, [STEP.outcome]: 'ok' })).toBe(1);
    const charged = { ...PLACE, [STEP.step]: 'charge', [STEP.outcome]: 'ok' };
    expect(await read(SAGA_METRICS.stepDuration, charged, '_count')).toBe(1);
  });

  test('that fails takes back what was done, last first, and throws what was thrown', async () => {
    const { answer, spans } = await service.step('fails', 6);
    expect(JSON.parse(answer.body)).toEqual({
      error: 'TypeError: ship failed',
      done: ['undo charge with id of charge', 'undo reserve with id of reserve'],
    });
    expect(spans.map(({ name }) => name)).toEqual([
      'place-order',
      'reserve',
      'charge',
      'ship',
      'compensate charge',
      'compensate reserve',
    ]);
    expect(spans[3]?.attributes).toMatchObject({ [STEP.outcome]: 'failed' });
    expect(spans[0]?.attributes).toMatchObject({ [STEP.outcome]: 'compensated' });
    expect(spans[0]?.status.code).toBe('error');
    const counted = { ...PLACE, [STEP.outcome]: 'compensated' };
    expect(await read(SAGA_METRICS.completed, counted)).toBe(1);
  });

  test('whose compensation fails is told apart, and takes back the rest', async () => {
    const { answer, spans } = await service.step('stuck', 6);
    expect(JSON.parse(answer.body)).toEqual({
      error: 'TypeError: ship failed',
      done: ['undo reserve with id of reserve'],
    });
    expect(spans[4]?.attributes).toMatchObject({ [STEP.outcome]: 'compensation_failed' });
    const counted = { ...PLACE, [STEP.outcome]: 'compensation_failed' };
    expect(await read(SAGA_METRICS.completed, counted)).toBe(1);
  });

  test('that is open has an age; one that outlives its process tells it itself', async () => {
    const open = service.step('open', 1);
    await expect.poll(() => read(SAGA_METRICS.oldestOpen, PLACE)).toBeGreaterThan(0);
    await open;
    expect(await read(SAGA_METRICS.oldestOpen, PLACE)).toBe(0);
    await service.step('overnight');
    const age = await read(SAGA_METRICS.oldestOpen, { [STEP.saga]: 'overnight' });
    expect(age).toBeGreaterThanOrEqual(86_400);
  });
});

describe('a step', () => {
  test('is measured, and answers as its work does', async () => {
    const { answer, entry, spans } = await service.step('plain');
    expect(JSON.parse(answer.body)).toEqual({ sync: 2 });
    expect(spans[0]).toMatchObject({ name: 'add', kind: 'internal', parentSpanId: entry.spanId });
    const { spans: failed, answer: error } = await service.step('throws');
    expect(error.status).toBe(500);
    expect(failed[0]?.status.code).toBe('error');
    const labels = { [STEP.step]: 'divide', [STEP.outcome]: 'failed' };
    expect(await read(SAGA_METRICS.plainStepDuration, labels, '_count')).toBe(1);
  });

  test('that nobody waits for, and fails, is an unhandled rejection as ever', async () => {
    const { answer } = await service.step('unhandled');
    expect(JSON.parse(answer.body)).toEqual({ told: 'nobody looks' });
  });
});
