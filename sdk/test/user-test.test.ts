import { afterEach, expect, test } from 'vitest';
import { runFixture, type Fixture } from './support/fixture.ts';

interface Told {
  readonly spans: readonly { name: string; kind: string; traceId: string }[];
  readonly lines: readonly { message: string; traceId?: string }[];
  readonly others: readonly string[];
}

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

test("in a user's test, memory sinks hold everything and nothing leaves the process", async () => {
  fixture = await runFixture({ file: 'user-test.mjs', admin: false });
  expect(await fixture.child.end(8000)).toEqual({ code: 0, signal: null });
  const [{ spans, lines, others }] = fixture.child.messages as [Told];
  const server = spans.find((span) => span.kind === 'server');
  const client = spans.find((span) => span.kind === 'client');
  expect(server?.traceId).toBe(client?.traceId);
  expect(lines.find((line) => line.message === 'inside')?.traceId).toBe(server?.traceId);
  expect(lines.filter((line) => line.traceId === server?.traceId)).toHaveLength(2);
  expect(others).toEqual([]);
  expect(fixture.otlp.requests).toEqual([]);
  expect(fixture.child.stdout).toEqual([]);
});
