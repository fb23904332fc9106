import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HTTP_METRICS } from '../../src/contract/index.ts';
import type { Exposition } from '../../src/testing/index.ts';
import { runFixture, type Fixture, type FixtureOptions } from './fixture.ts';
import type { Answer, RequestOptions } from './http-client.ts';
import { expectJoined, requestCount, requestLines, serverSpans, type Expected } from './joined.ts';

/** One request and what all three signals must say about it. */
export interface Row {
  readonly name: string;
  readonly path: string;
  readonly request?: RequestOptions;
  readonly expected: Expected;
}

/** A real id: it may appear in the path of a line or span, and nowhere else. */
export const ID = '7700990011';

/** Shorthand for the most common row. */
export function get(name: string, path: string, route: string | undefined, status = 200): Row {
  return { name, path, expected: { method: 'GET', route, status } };
}

/** A fixture that was sent every row. */
interface Played {
  readonly fixture: Fixture;
  readonly answers: readonly Answer[];
  readonly page: Exposition;
}

/** Sends every row to one fixture and tests, row by row, the record that each left. */
export function describeTable(
  name: string,
  options: () => FixtureOptions,
  rows: readonly Row[],
): void {
  describe(name, () => {
    let played: Played;
    beforeAll(async () => {
      played = await play(options(), rows);
    });
    afterAll(() => played?.fixture.dispose());

    test.each(rows.map((row, at) => ({ ...row, at })))('$name', ({ expected, at }) => {
      const { fixture, answers, page } = played;
      const answer = answers[at] as Answer;
      expect(answer.status).toBe(expected.status);
      expectJoined(fixture.lines(), fixture.otlp.spans, answer, expected);
      const same = rows.filter((row) => sameSeries(row.expected, expected));
      expect(requestCount(page, expected)).toBe(same.length);
    });

    test('one request in, one observation out, and no real id in any name', () => {
      const { fixture, page } = played;
      const counts = page.find(`${HTTP_METRICS.serverDuration.name}_count`);
      const total = counts.reduce((sum, sample) => sum + sample.value, 0);
      expect(total).toBe(rows.length);
      expect(JSON.stringify(page.samples.map((sample) => sample.labels))).not.toContain(ID);
      expect(JSON.stringify(fixture.otlp.spans.map((span) => span.name))).not.toContain(ID);
      const messages = fixture.lines().map((line) => [line.message, line.http?.route]);
      expect(JSON.stringify(messages)).not.toContain(ID);
      expect(fixture.otlp.malformed).toEqual([]);
    });
  });
}

async function play(options: FixtureOptions, rows: readonly Row[]): Promise<Played> {
  const fixture = await runFixture(options);
  try {
    const answers: Answer[] = [];
    for (const row of rows) answers.push(await fixture.request(row.path, row.request));
    await settled(fixture, answers);
    return { fixture, answers, page: await fixture.scrape() };
  } catch (error) {
    await fixture.dispose();
    throw error;
  }
}

/** Waits until each answered request has its line and its span. */
export async function settled(
  fixture: Fixture,
  answers: readonly Pick<Answer, 'traceId'>[],
): Promise<void> {
  const missing = (has: (traceId: string) => boolean): boolean =>
    answers.some(({ traceId }) => traceId !== '' && !has(traceId));
  await fixture.otlp.waitForSpans(
    (spans) => !missing((traceId) => serverSpans(spans, traceId).length > 0),
  );
  await fixture.child.until(() => {
    const lines = fixture.lines();
    return !missing((traceId) => requestLines(lines, traceId).length > 0);
  }, 5000);
}

function sameSeries(a: Expected, b: Expected): boolean {
  return (
    a.method === b.method &&
    a.route === b.route &&
    a.status === b.status &&
    a.errorType === b.errorType
  );
}
