import { afterEach, describe, expect, test } from 'vitest';
import { runFixture, type Fixture, type FixtureOptions } from './support/fixture.ts';
import { serverSpans } from './support/joined.ts';

const fixtures: Fixture[] = [];
async function start(options: FixtureOptions): Promise<Fixture> {
  const fixture = await runFixture(options);
  fixtures.push(fixture);
  return fixture;
}
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.dispose();
});

// Long enough that a span which arrives was flushed, not sent by the clock.
const NO_CLOCK = { OTEL_BSP_SCHEDULE_DELAY: '600000' };

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('ends the process as without the SDK, after everything is delivered', async () => {
    const fixture = await start({ file: 'express5.mjs', env: NO_CLOCK });
    const answer = await fixture.request('/orders/1');
    const startedAt = Date.now();
    expect(await fixture.stop(signal)).toEqual({ code: null, signal });
    expect(Date.now() - startedAt).toBeLessThan(3000);
    expect(serverSpans(fixture.otlp.spans, answer.traceId)).toHaveLength(1);
    expect(fixture.lines().filter((line) => line.trace?.id === answer.traceId)).toHaveLength(1);
  });

  test('without the SDK ends it in the same way', async () => {
    const env = { SIGHTLINE_ENABLED: 'false' };
    const fixture = await start({ file: 'express5.mjs', env, admin: false });
    expect(await fixture.stop(signal)).toEqual({ code: null, signal });
  });
});

describe("SIGTERM beside the application's own handler", () => {
  test.each([
    ['that leaves by process.exit', 'exit', { code: 7, signal: null }],
    ['that lets the event loop run empty', 'drain', { code: 0, signal: null }],
  ])('%s: its outcome stands, and spans arrive', async (_name, how, outcome) => {
    const env = { ...NO_CLOCK, FIXTURE_SIGNALS: how };
    const fixture = await start({ file: 'express5.mjs', env });
    const answer = await fixture.request('/orders/1');
    expect(await fixture.stop('SIGTERM')).toEqual(outcome);
    expect(serverSpans(fixture.otlp.spans, answer.traceId)).toHaveLength(1);
  });

  test('that stays: the service goes on serving, and is observed', async () => {
    const env = { FIXTURE_SIGNALS: 'ignore' };
    const fixture = await start({ file: 'express5.mjs', env });
    fixture.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const answer = await fixture.request('/orders/1');
    expect(answer.status).toBe(200);
    await fixture.otlp.waitForSpans((spans) => serverSpans(spans, answer.traceId).length === 1);
  });
});

describe('crashes', () => {
  test.each([
    ['an uncaught exception', 'throw', 'TypeError', 'uncaught'],
    ['an unhandled rejection', 'reject', 'RangeError', 'unhandled'],
  ])('%s: fatal line, exit code 1', async (_name, how, type, message) => {
    const fixture = await start({ file: 'express5.mjs', env: NO_CLOCK });
    await fixture.request(`/crash/${how}`);
    expect(await fixture.child.end(8000)).toEqual({ code: 1, signal: null });
    const fatal = fixture.lines().filter((line) => line.log.level === 'fatal');
    expect(fatal).toHaveLength(1);
    expect(fatal[0]?.error).toMatchObject({ type, message });
    expect(fatal[0]?.error?.stack_trace).toContain('handlers.cjs');
    expect(fixture.lines().map((line) => line.message)).toContain('last line before the end');
    // Node still tells the operator itself.
    expect(fixture.child.stderr.join('\n')).toContain(`${type}: ${message}`);
  });

  test('an exception thrown by the application keeps its own handler', async () => {
    const fixture = await start({
      file: 'express5.mjs',
      nodeArgs: ['--import', 'data:text/javascript,process.on("uncaughtException",()=>{})'],
    });
    await fixture.request('/crash/throw');
    expect((await fixture.request('/orders/1')).status).toBe(200);
  });
});

describe('process.exit', () => {
  test('keeps its code and loses no line', async () => {
    const fixture = await start({ file: 'express5.mjs' });
    await fixture.request('/crash/3');
    expect(await fixture.child.end(8000)).toEqual({ code: 3, signal: null });
    expect(fixture.lines().map((line) => line.message)).toContain('last line before the end');
  });

  test.each(['socket', 'fifo'] as const)('loses none of 20,000 lines on a %s', async (stdout) => {
    const fixture = await start({ file: 'express5.mjs', stdout });
    await fixture.request('/burst/20000').catch(() => undefined);
    expect(await fixture.child.end(15_000)).toEqual({ code: 4, signal: null });
    const lines = fixture.lines().filter((line) => line.message === 'burst');
    expect(lines.map((line) => line.numeric_labels?.['line'])).toEqual(
      Array.from({ length: 20_000 }, (_, at) => at),
    );
  });
});

describe('a job that ends by itself', () => {
  test('ends with code 0, soon, with its line and its span', async () => {
    const startedAt = Date.now();
    const fixture = await start({ file: 'script.mjs', env: NO_CLOCK, admin: false });
    expect(await fixture.child.end(8000)).toEqual({ code: 0, signal: null });
    expect(Date.now() - startedAt).toBeLessThan(5000);
    const [line] = fixture.lines().filter((other) => other.message === 'job done');
    const [span] = fixture.otlp.spans.filter((other) => other.name === 'job');
    expect(span?.parentSpanId).toBeUndefined();
    expect(line?.trace?.id).toBe(span?.traceId);
    expect(line?.span?.id).toBe(span?.spanId);
  });

  test('needs no init for its logger', async () => {
    const fixture = await start({ file: 'never-init.mjs', admin: false });
    expect(await fixture.child.end(8000)).toEqual({ code: 0, signal: null });
    expect(fixture.child.stdout.filter((line) => line.includes('never started'))).toHaveLength(1);
  });
});
