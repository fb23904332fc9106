import { describe, expect, test } from 'vitest';
import { fakeHost } from '../../test/support/fake-host.ts';
import { SightlineConfigError } from './errors.ts';
import type { InitOptions } from './options.ts';
import { resolve } from './resolve.ts';
import { ROWS, VARIABLES } from './table.ts';

const host = fakeHost();

/** A setting, its value in code; its variable, a text for it, what that means; a wrong text. */
type Case = readonly [keyof typeof ROWS, unknown, string, string, unknown, string];

const LONG = 'k'.repeat(101);
const METHODS = 'OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS';
const QUEUE = 'OTEL_BSP_MAX_QUEUE_SIZE';
const BATCH = 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE';
const PROXY = 'SIGHTLINE_CLIENT_ADDRESS_HEADER';
const LATENCY = { thresholdSeconds: 1.5, objective: 0.995 };

const CASES: readonly Case[] = [
  ['enabled', true, 'SIGHTLINE_ENABLED', 'no', false, 'perhaps'],
  ['team', 'a', 'SIGHTLINE_TEAM', 'b', 'b', LONG],
  ['adminPort', 'off', 'SIGHTLINE_ADMIN_PORT', '0', 0, '70000'],
  ['adminHost', '::1', 'SIGHTLINE_ADMIN_HOST', '10.0.0.1', '10.0.0.1', 'a b'],
  ['targetsDir', '/a', 'SIGHTLINE_TARGETS_DIR', '/b', '/b', 'x\u0007'],
  ['logLevel', 'silent', 'SIGHTLINE_LOG_LEVEL', 'DEBUG', 'debug', 'loud'],
  ['logsStdout', true, 'SIGHTLINE_LOGS_STDOUT', 'off', false, 'x'],
  ['logsPretty', false, 'SIGHTLINE_LOGS_PRETTY', 'true', true, 'nice'],
  ['logMaxLineBytes', 1024, 'SIGHTLINE_LOG_MAX_LINE_BYTES', '2048', 2048, '10'],
  ['logRateLimit', 3, 'SIGHTLINE_LOG_RATE_LIMIT', '7', 7, '-1'],
  ['requestLog', 'off', 'SIGHTLINE_REQUEST_LOG', 'errors', 'errors', 'some'],
  ['quietRoutes', ['/a'], 'SIGHTLINE_QUIET_ROUTES', '/b,/c', ['/b', '/c'], 'b'],
  ['redactKeys', ['a'], 'SIGHTLINE_REDACT_KEYS', 'b, c', ['b', 'c'], LONG],
  ['userId', 'hash', 'SIGHTLINE_USER_ID', 'plain', 'plain', 'clear'],
  ['clientAddressHeader', 'x-real-ip', PROXY, 'X-Forwarded-For', 'x-forwarded-for', 'a b'],
  ['sloAvailability', 0.9, 'SIGHTLINE_SLO_AVAILABILITY', '0.999', 0.999, '99.9'],
  ['sloLatency', '1s', 'SIGHTLINE_SLO_LATENCY', '1.5s@0.995', LATENCY, '300'],
  ['metricsMaxLabelSets', 10, 'SIGHTLINE_METRICS_MAX_LABEL_SETS', '50', 50, '9'],
  ['readyCheckTimeoutMs', 10, 'SIGHTLINE_READY_CHECK_TIMEOUT_MS', '20', 20, '1'],
  ['shutdownTimeoutMs', 0, 'SIGHTLINE_SHUTDOWN_TIMEOUT_MS', '60000', 60_000, '60001'],
  ['tracesExporter', 'none', 'OTEL_TRACES_EXPORTER', 'Console', 'console', 'otlp,console'],
  ['metricsExporters', ['console'], 'OTEL_METRICS_EXPORTER', 'otlp', ['otlp'], 'otlp,none'],
  ['logsExporters', ['otlp'], 'OTEL_LOGS_EXPORTER', 'none', [], 'file'],
  ['sampler', 'always_on', 'OTEL_TRACES_SAMPLER', 'always_off', 'always_off', 'xray'],
  ['librariesOff', ['pg'], 'SIGHTLINE_LIBRARIES_OFF', 'koa,@x/y', ['koa', '@x/y'], 'a b'],
  ['trustIncomingTrace', true, 'SIGHTLINE_TRUST_INCOMING_TRACE', 'no', false, 'maybe'],
  ['stallThresholdMs', 250, 'SIGHTLINE_STALL_THRESHOLD_MS', '0', 0, '-1'],
  ['baggageHosts', ['a'], 'SIGHTLINE_BAGGAGE_HOSTS', '*.B,c', ['*.b', 'c'], 'a/b'],
  ['propagators', [], 'OTEL_PROPAGATORS', 'b3,baggage,b3', ['b3', 'baggage'], 'jaeger'],
  ['batchMaxQueueSize', 600, QUEUE, '4096', 4096, '0'],
  ['batchMaxExportSize', 1, BATCH, '2', 2, '0'],
  ['batchScheduleDelayMs', 1, 'OTEL_BSP_SCHEDULE_DELAY', '0', 0, '5s'],
  ['batchExportTimeoutMs', 1, 'OTEL_BSP_EXPORT_TIMEOUT', '0', 600_000, 'never'],
  ['metricExportIntervalMs', 100, 'OTEL_METRIC_EXPORT_INTERVAL', '1000', 1000, '5'],
  ['knownHttpMethods', ['GET'], METHODS, 'get,PURGE', ['get', 'PURGE'], 'a b'],
  ['diagnosticLevel', 'none', 'OTEL_LOG_LEVEL', 'WARN', 'warn', 'loud'],
];

function options(path: string, value: unknown): InitOptions {
  const [first = '', second] = path.split('.');
  return { [first]: second === undefined ? value : { [second]: value } };
}

function setting(key: string, code: InitOptions, env: NodeJS.ProcessEnv): unknown {
  return Reflect.get(resolve(code, env, host).settings, key);
}

describe.each(CASES)('%s', (key, code, name, text, ofText, wrong) => {
  const path = ROWS[key].option;
  const fallback = setting(key, {}, {});

  test('code beats environment beats default', () => {
    const given = options(path, code);
    const both = resolve(given, { [name]: text }, host);
    expect(both.settings).toEqual(resolve(given, {}, host).settings);
    expect(both.sources[path]).toBe('code');
    if (key !== 'sloLatency') expect(Reflect.get(both.settings, key)).toEqual(code);
    const env = resolve({}, { [name]: text }, host);
    expect(Reflect.get(env.settings, key)).toEqual(ofText);
    expect(env.sources[path]).toBe(name);
    expect(env.warnings).toEqual([]);
    expect(resolve({}, {}, host).sources[path]).toBe('default');
  });

  test('an empty variable is an unset one', () => {
    expect(setting(key, {}, { [name]: '  ' })).toEqual(fallback);
    expect(resolve({}, { [name]: '' }, host).warnings).toEqual([]);
  });

  test('a wrong variable is one warning and the default', () => {
    const { warnings, sources } = resolve({}, { [name]: wrong }, host);
    expect(setting(key, {}, { [name]: wrong })).toEqual(fallback);
    expect(sources[path]).toBe('default');
    expect(warnings.map((warning) => warning.code)).toEqual(['SIGHTLINE_ENV_INVALID']);
    expect(warnings[0]?.message).toContain(name);
  });

  test.each([Symbol('no'), {}, Number.NaN, null])('code refuses %s', (bad) => {
    const attempt = () => resolve(options(path, bad), {}, host);
    expect(attempt).toThrow(SightlineConfigError);
    expect(attempt).toThrow(/^SIGHTLINE_CONFIG_INVALID_\w+: option .*; allowed: .*\. Set /);
  });
});

test('the latency objective in code, in all its forms', () => {
  const latency = (value: unknown) => setting('sloLatency', options('slo.latency', value), {});
  expect(latency('300ms')).toEqual({ thresholdSeconds: 0.3, objective: 0.99 });
  expect(latency({ threshold: '300ms' })).toEqual({ thresholdSeconds: 0.3, objective: 0.99 });
  expect(latency({ threshold: '1.5s', objective: 0.995 })).toEqual(LATENCY);
  for (const bad of [{}, { threshold: 300 }, { threshold: '1s', share: 1 }, '300ms@1', 0.3]) {
    expect(() => latency(bad)).toThrow('SIGHTLINE_CONFIG_INVALID_LATENCY');
  }
});

test('these cases and the tests of OTLP, shipping, identity and files cover every variable', () => {
  const own = /^OTEL_(EXPORTER_OTLP|SERVICE_NAME|RESOURCE_|SDK_DIS|TRACES_SAMPLER_ARG|CONFIG)/;
  const elsewhere = new RegExp(`${own.source}|TOKEN_FILE$|_ELASTICSEARCH_|_SPOOL_|_CREW$`);
  const covered = new Set(CASES.map((each) => each[2]));
  const here = VARIABLES.filter((name) => /^(OTEL|SIGHTLINE)_/.test(name) && !elsewhere.test(name));
  expect(here.filter((name) => !covered.has(name))).toEqual([]);
});
