import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATASET, HTTP_METRICS, SELF_METRICS, TRUNCATED_LABEL } from '../../src/contract/index.ts';
import type { CollectedLine, Exposition } from '../../src/testing/index.ts';
import type { Exit } from '../support/child.ts';
import { runFixture, type Fixture } from '../support/fixture.ts';
import { appFile, said } from './apps.ts';
import { expectContract, sequenceOf } from './contract-line.ts';

interface Result {
  readonly threw: readonly string[];
  readonly slowest: { readonly what: string; readonly ms: number };
  readonly cases: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly polluted: boolean;
  readonly requests: number;
}

/** Longest that one call may hold the event loop, whatever it is given. */
const CALL_MAX_MS = 250;

let fixture: Fixture;
let result: Result;
let page: Exposition;
let exit: Exit;
let lines: CollectedLine[];
beforeAll(async () => {
  fixture = await runFixture({ file: appFile('values-app.mjs') });
  result = await said<Result>(fixture, 'result', 50_000);
  await fixture.otlp.waitFor(({ spans }) => spans.length >= result.requests * 2, 10_000);
  page = await fixture.scrape();
  fixture.child.tell('end');
  exit = await fixture.child.end(10_000);
  lines = fixture.lines();
});
afterAll(() => fixture?.dispose());

test('nothing is thrown into the application, and it ends as it wants to', () => {
  expect(result.threw).toEqual([]);
  expect(exit).toEqual({ code: 3, signal: null });
  expect(fixture.child.stderr).toEqual([]);
});

test('every call makes one line, between the good ones before and after it', () => {
  const bySequence = new Map(lines.map((line) => [sequenceOf(line), line]));
  const before = lines.filter(({ message }) => message === 'before');
  expect(before).toHaveLength(result.cases);
  for (const line of before) {
    const what = line.labels?.['what'];
    const hostile = bySequence.get(sequenceOf(line) + 1);
    expect(hostile?.message, String(what)).not.toBe('after');
    const after = bySequence.get(sequenceOf(line) + 2);
    expect(after, String(what)).toMatchObject({ message: 'after', labels: { what } });
  }
});

test('every line is JSON, has the fields of the contract, and pollutes nothing', () => {
  expect(fixture.otherLines()).toEqual([]);
  for (const line of lines) expectContract(line, fixture.child.pid);
  expect(result.polluted).toBe(false);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(new Set(lines.map(({ event }) => event.id)).size).toBe(lines.length);
});

test('keys that would pollute are kept as what they are: keys', () => {
  const kept = lines.filter(({ labels }) => Object.hasOwn(labels ?? {}, '__proto__'));
  expect(kept.length).toBeGreaterThan(0);
});

test('what was left out is marked and counted', () => {
  const marked = lines.filter(({ labels }) => labels?.[TRUNCATED_LABEL] === 'true');
  for (const dataset of [DATASET.application, DATASET.request]) {
    expect(
      marked.some(({ event }) => event.dataset === dataset),
      dataset,
    ).toBe(true);
  }
  expect(page.value(SELF_METRICS.logTruncated.name)).toBe(marked.length);
  expect(page.find(SELF_METRICS.logsDropped.name)).toEqual([]);
});

test('each request is counted once, and has its line and its span', () => {
  const { requests } = result;
  const counted = page
    .find(`${HTTP_METRICS.serverDuration.name}_count`)
    .reduce((sum, sample) => sum + sample.value, 0);
  expect(counted).toBe(requests);
  expect(lines.filter(({ event }) => event.dataset === DATASET.request)).toHaveLength(requests);
  expect(fixture.otlp.spans.filter(({ kind }) => kind === 'server')).toHaveLength(requests);
  expect(page.find(SELF_METRICS.spansDropped.name)).toEqual([]);
});

test('no call holds the event loop', () => {
  expect(result.slowest.ms, result.slowest.what).toBeLessThan(CALL_MAX_MS);
});
