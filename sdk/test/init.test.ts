import { afterEach, describe, expect, test } from 'vitest';
import { ERROR_CODES, WARNING_CODES } from '../src/config/codes.ts';
import { HTTP_METRICS } from '../src/contract/index.ts';
import { runFixture, type Fixture, type FixtureOptions } from './support/fixture.ts';
import { expectJoined } from './support/joined.ts';
import { settled } from './support/table.ts';

let fixture: Fixture | undefined;
async function start(options: FixtureOptions): Promise<Fixture> {
  fixture = await runFixture(options);
  return fixture;
}
afterEach(() => fixture?.dispose());

describe('init by code', () => {
  test('beats the environment, keeps lines from before, and happens once', async () => {
    const { lines, request, otlp } = await start({ file: 'express5-init.mjs' });
    const serviceName = 'named-by-code';
    const answer = await request('/orders/1');
    await settled(fixture as Fixture, [answer]);
    expectJoined(lines(), otlp.spans, answer, {
      method: 'GET',
      route: '/orders/:id',
      status: 200,
      serviceName,
    });
    const said = lines().filter((line) => /^(before|after) init$/.test(line.message));
    expect(said.map((line) => line.message)).toEqual(['before init', 'after init']);
    for (const line of said) expect(line.service).toMatchObject({ name: serviceName });
    expect(said[1]?.labels).toMatchObject({ same: true });
    const text = lines().filter((line) =>
      JSON.stringify(line).includes(WARNING_CODES.SECOND_INIT.code),
    );
    expect(text.map((line) => line.log.level)).toEqual(['warn']);
  });

  test('throws for wrong options: a stable code, the value, the fix', async () => {
    const { child } = await start({ file: 'bad-options.mjs', admin: false });
    const [told] = child.messages as [{ errors: Record<string, unknown>[] }];
    const codes = told.errors.map((error) => error['code']);
    expect(codes).toEqual([
      ERROR_CODES.INVALID_PORT.code,
      ERROR_CODES.UNKNOWN_OPTION.code,
      ERROR_CODES.INVALID_RATIO.code,
      ERROR_CODES.INVALID_MAP.code,
      ERROR_CODES.INVALID_OPTIONS.code,
    ]);
    for (const error of told.errors) expect(error['name']).toBe('SightlineConfigError');
    expect(told.errors[0]?.['message']).toContain('70000');
    expect(told.errors[1]?.['message']).toContain('serviceName');
    expect(told.errors[2]?.['message']).toContain('0.999');
  });
});

describe('a wrong environment', () => {
  test('is one warning each, and the service runs on defaults', async () => {
    const env = { OTEL_TRACES_SAMPLER: 'sometimes', SIGHTLINE_LOG_LEVL: 'debug' };
    const { lines, request } = await start({ file: 'express5.mjs', env });
    expect((await request('/orders/1')).status).toBe(200);
    const warnings = lines().filter((line) => line.log.level === 'warn');
    const codes = [WARNING_CODES.ENV_INVALID.code, WARNING_CODES.ENV_UNKNOWN.code];
    for (const code of codes) {
      expect(warnings.filter((line) => JSON.stringify(line).includes(code))).toHaveLength(1);
    }
  });
});

describe.each([{ SIGHTLINE_ENABLED: 'false' }, { OTEL_SDK_DISABLED: 'true' }])('%o', (env) => {
  test('leaves nothing behind in the process', async () => {
    const { child } = await start({ file: 'listeners.mjs', admin: false, env });
    expect(child.messages[0]).toMatchObject({
      listeners: [],
      channels: [],
      patched: false,
      status: 'object',
    });
    expect(await child.end(5000)).toEqual({ code: 0, signal: null });
    expect(fixture?.otlp.requests).toEqual([]);
  });

  test('lets the service serve as if the SDK were not there', async () => {
    const { request, child, otlp } = await start({ file: 'express5.mjs', admin: false, env });
    expect((await request('/orders/1')).status).toBe(200);
    expect((await request('/fail')).status).toBe(500);
    expect(child.stdout.filter((line) => line.includes('/orders'))).toEqual([]);
    expect(otlp.requests).toEqual([]);
  });
});

test('listeners of an enabled SDK are gone after shutdown', async () => {
  const { child } = await start({ file: 'listeners.mjs', admin: false });
  expect(child.messages[0]).toMatchObject({ channels: [], patched: false });
  expect(await child.end(5000)).toEqual({ code: 0, signal: null });
});

test('NODE_ENV=test opens no port unless asked', async () => {
  // An empty value counts as unset, as the OpenTelemetry specification has it.
  const env = { NODE_ENV: 'test', SIGHTLINE_ADMIN_PORT: '', SIGHTLINE_TARGETS_DIR: '' };
  const { request, lines } = await start({ file: 'express5.mjs', admin: false, env });
  expect((await request('/orders/1')).status).toBe(200);
  expect(JSON.stringify(lines())).not.toMatch(/:9464\b/);
});

test('a second signal of metrics: names of the page are those of the contract', async () => {
  const { scrape, request } = await start({ file: 'express5.mjs' });
  await request('/orders/1');
  const page = await scrape();
  expect(page.families.get(HTTP_METRICS.serverDuration.name)).toMatchObject({
    type: 'histogram',
    help: HTTP_METRICS.serverDuration.help,
  });
});
