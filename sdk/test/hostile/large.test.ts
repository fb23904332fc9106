import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOG_FIELD, SELF_METRICS, TRUNCATED_LABEL } from '../../src/contract/index.ts';
import type { CollectedLine } from '../../src/testing/index.ts';
import { runFixture, type Fixture } from '../support/fixture.ts';
import { appFile, said } from './apps.ts';
import { expectContract } from './contract-line.ts';

interface Cost {
  readonly name: string;
  readonly heldMs: number;
  readonly extraBytes: number;
  readonly joins: boolean;
  readonly threw: string;
}

/** As in `apps/large.mjs`. */
const LARGE_BYTES = 100_000_000;
/** Longest that one line may hold the event loop, on a machine that is busy with other tests. */
const HELD_MAX_MS = 500;
/** Memory that one line may take beside the value it was given, and the text V8 makes of it. */
const EXTRA_MAX_BYTES = 48 * 1024 * 1024;
const LINE_MAX_LENGTH = 32_768;
/** Some 20 attributes and events of 32 KB each. */
const SPAN_MAX_LENGTH = 700_000;

const withoutBigints = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : value;

let fixture: Fixture;
let costs: readonly Cost[];
let lines: CollectedLine[];
beforeAll(async () => {
  fixture = await runFixture({ file: appFile('large-app.mjs'), nodeArgs: ['--expose-gc'] });
  fixture.child.tell('log');
  costs = await said<Cost[]>(fixture, 'costs', 60_000);
  await fixture.waitForLine((line) => isAbout(line, 'after', costs.at(-1)?.name));
  lines = fixture.lines();
});
afterAll(() => fixture?.dispose());

function isAbout(line: CollectedLine, message: string, name: string | undefined): boolean {
  return line.message === message && line.labels?.['name'] === name;
}

describe('a line of 100 MB', () => {
  test('holds the event loop no longer than it must', () => {
    for (const { name, heldMs } of costs) expect(heldMs, name).toBeLessThan(HELD_MAX_MS);
  });

  test('takes no memory to speak of', () => {
    for (const { name, extraBytes, joins } of costs) {
      const max = EXTRA_MAX_BYTES + (joins ? LARGE_BYTES : 0);
      expect(extraBytes, name).toBeLessThan(max);
    }
  });

  test('goes out cut, marked and counted, between whole ones', async () => {
    expect(costs.flatMap(({ threw }) => threw)).toEqual(costs.map(() => ''));
    expect(fixture.otherLines()).toEqual([]);
    for (const { name } of costs) {
      const before = lines.findIndex((line) => isAbout(line, 'before', name));
      expect(isAbout(lines[before + 2] as CollectedLine, 'after', name), name).toBe(true);
      const cut = lines[before + 1] as CollectedLine;
      const isBytes = name.startsWith('bytes');
      expect(cut.labels?.[TRUNCATED_LABEL], name).toBe(isBytes ? undefined : 'true');
    }
    for (const text of fixture.child.stdout) expect(text.length).toBeLessThan(LINE_MAX_LENGTH);
    for (const line of lines) expectContract(line, fixture.child.pid);
    const marked = lines.filter(({ labels }) => labels?.[TRUNCATED_LABEL] === 'true');
    const page = await fixture.scrape();
    expect(page.value(SELF_METRICS.logTruncated.name)).toBe(marked.length);
  });
});

test('within a request, what is too large is cut; its line and its span arrive', async () => {
  const answer = await fixture.request('/');
  const line = await fixture.waitForLine(({ trace }) => trace?.id === answer.traceId);
  expect(line).toMatchObject({ http: { route: '/large' }, labels: { small: 'kept' } });
  expect(line.labels?.[TRUNCATED_LABEL]).toBe('true');
  expect(JSON.stringify(line[LOG_FIELD.labels]).length).toBeLessThan(LINE_MAX_LENGTH);
  const isMine = ({ traceId }: { traceId: string }): boolean => traceId === answer.traceId;
  await fixture.otlp.waitFor(({ spans }) => spans.some(isMine));
  const [span] = fixture.otlp.spans.filter(isMine);
  expect(JSON.stringify(span, withoutBigints).length).toBeLessThan(SPAN_MAX_LENGTH);
});
