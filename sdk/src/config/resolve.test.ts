import { describe, expect, test } from 'vitest';
import { fakeHost } from '../../test/support/fake-host.ts';
import { REDACTED } from '../contract/index.ts';
import { SightlineConfigError } from './errors.ts';
import type { InitOptions } from './options.ts';
import { resolve } from './resolve.ts';
import { OPTIONS } from './table.ts';

const TOKEN_FILES = { '/token': ' s3cret\n', '/other': 'other', '/empty': ' \n' };
const host = fakeHost(TOKEN_FILES);

function thrown(options: unknown): SightlineConfigError {
  try {
    resolve(options as InitOptions, {}, host);
  } catch (error) {
    if (error instanceof SightlineConfigError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('defaults', () => {
  const { settings, warnings } = resolve(undefined, {}, host);
  expect(warnings).toEqual([]);
  expect(settings).toMatchObject({
    enabled: true,
    team: 'unassigned',
    adminPort: 9464,
    adminPortExplicit: false,
    adminHost: '127.0.0.1',
    adminToken: undefined,
    logLevel: 'info',
    logsStdout: true,
    logsPretty: 'auto',
    logMaxLineBytes: 32_768,
    logRateLimit: 0,
    quietRoutes: ['/livez', '/readyz', '/healthz', '/health', '/ping', '/metrics'],
    metricsMaxLabelSets: 2000,
    readyCheckTimeoutMs: 1000,
    shutdownTimeoutMs: 5000,
    tracesExporter: 'otlp',
    metricsExporters: ['prometheus'],
    logsExporters: ['stdout'],
    sampler: 'parentbased_always_on',
    samplerRatio: 1,
    propagators: ['tracecontext', 'baggage'],
    batchMaxQueueSize: 2048,
    batchMaxExportSize: 512,
    batchScheduleDelayMs: 5000,
    batchExportTimeoutMs: 30_000,
    metricExportIntervalMs: 60_000,
    diagnosticLevel: 'info',
  });
  expect(settings.knownHttpMethods).toHaveLength(10);
});

test('the result is frozen, the input untouched', () => {
  const given = Object.freeze({ slo: Object.freeze({ latency: '1s' }), quietRoutes: ['/x'] });
  const env = Object.freeze({ OTEL_SERVICE_NAME: 'a', OTEL_EXPORTER_OTLP_HEADERS: 'a=b' });
  const { settings } = resolve(given, env, host);
  for (const value of [settings, ...Object.values(settings)]) {
    expect(Object.isFrozen(value)).toBe(true);
  }
  expect(Object.isFrozen(given.quietRoutes)).toBe(false);
});

describe('switching off', () => {
  test.each([
    [{}, { OTEL_SDK_DISABLED: 'TRUE' }, false, 'OTEL_SDK_DISABLED'],
    [{}, { OTEL_SDK_DISABLED: 'true', SIGHTLINE_ENABLED: 'true' }, false, 'OTEL_SDK_DISABLED'],
    [{}, { OTEL_SDK_DISABLED: 'false', SIGHTLINE_ENABLED: '0' }, false, 'SIGHTLINE_ENABLED'],
    [{ enabled: true }, { OTEL_SDK_DISABLED: 'true' }, true, 'code'],
    [{}, { OTEL_SDK_DISABLED: 'false' }, true, 'default'],
  ] as const)('%j %j', (code, env, enabled, source) => {
    const { settings, sources } = resolve(code, env, host);
    expect([settings.enabled, sources['enabled']]).toEqual([enabled, source]);
  });

  test('only the word true disables; the rest is said', () => {
    const { settings, warnings } = resolve({}, { OTEL_SDK_DISABLED: '1' }, host);
    expect(settings.enabled).toBe(true);
    expect(warnings).toHaveLength(1);
  });
});

describe('admin server', () => {
  test('no listener in tests unless asked', () => {
    expect(resolve({}, { NODE_ENV: 'test' }, host).settings.adminPort).toBe('off');
    expect(resolve({}, { NODE_ENV: 'test' }, host).sources['adminPort']).toBe('NODE_ENV');
    const asked = resolve({ adminPort: 0 }, { NODE_ENV: 'test' }, host).settings;
    expect([asked.adminPort, asked.adminPortExplicit]).toEqual([0, true]);
    const env = { NODE_ENV: 'test', SIGHTLINE_ADMIN_PORT: '9464' };
    expect(resolve({}, env, host).settings.adminPortExplicit).toBe(true);
  });

  test('all addresses in a container', () => {
    const inside = fakeHost({ '/.dockerenv': '' });
    expect(resolve({}, {}, inside).settings.adminHost).toBe('0.0.0.0');
    expect(resolve({}, {}, inside).inContainer).toBe(true);
    expect(resolve({}, {}, host).inContainer).toBe(false);
  });

  test('the token comes from the file', () => {
    expect(resolve({ adminTokenFile: '/token' }, {}, host).settings.adminToken).toBe('s3cret');
    const env = { SIGHTLINE_ADMIN_TOKEN_FILE: '/other' };
    expect(resolve({}, env, host).settings.adminToken).toBe('other');
  });

  test.each(['/missing', '/empty'])('a bad token file %s', (file) => {
    const { settings, warnings } = resolve({}, { SIGHTLINE_ADMIN_TOKEN_FILE: file }, host);
    expect(settings.adminToken).toBeUndefined();
    expect(warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_ENV_FILE_UNREADABLE']);
    expect(warnings[0]?.message).not.toContain(file);
    const error = thrown({ adminTokenFile: file });
    expect(error.code).toBe('SIGHTLINE_CONFIG_UNREADABLE_FILE');
    expect(error.value).toBe(REDACTED);
  });

  test('readiness checks are functions by name', () => {
    const database = () => true;
    const { settings } = resolve({ readyChecks: { database } }, {}, host);
    expect(settings.readyChecks['database']).toBe(database);
    expect(thrown({ readyChecks: { database: 1 } }).option).toBe('readyChecks');
    expect(thrown({ readyChecks: { 'a b': database } }).option).toBe('readyChecks');
  });
});

describe('two paths for one signal', () => {
  const codes = (code: InitOptions, env: NodeJS.ProcessEnv) =>
    resolve(code, env, host).warnings.map((warning) => warning.code);

  test.each([
    [{ OTEL_METRICS_EXPORTER: 'otlp,prometheus' }],
    [{ OTEL_LOGS_EXPORTER: 'otlp,console' }],
    [{ OTEL_LOGS_EXPORTER: 'otlp', SIGHTLINE_LOGS_STDOUT: 'true' }],
    [{ OTEL_LOGS_EXPORTER: 'otlp,console', OTEL_METRICS_EXPORTER: 'prometheus,otlp' }],
  ])('%j is one warning', (env) => {
    expect(codes({}, env)).toEqual(['SIGHTLINE_DOUBLE_STORE']);
  });

  test('one path is none', () => {
    expect(codes({}, { OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp' })).toEqual([]);
  });

  test('stdout follows the exporters unless it is set itself', () => {
    const logs = (code: InitOptions, env: NodeJS.ProcessEnv) => {
      const { logsExporters, logsStdout } = resolve(code, env, host).settings;
      return [logsExporters, logsStdout];
    };
    expect(logs({}, { OTEL_LOGS_EXPORTER: 'otlp' })).toEqual([['otlp'], false]);
    expect(logs({}, { OTEL_LOGS_EXPORTER: 'console' })).toEqual([['stdout'], true]);
    expect(logs({}, { SIGHTLINE_LOGS_STDOUT: 'false' })).toEqual([[], false]);
    expect(logs({ logsExporters: ['stdout'] }, { SIGHTLINE_LOGS_STDOUT: 'false' })).toEqual([
      ['stdout'],
      true,
    ]);
  });
});

describe('sampler', () => {
  const of = (code: InitOptions, env: NodeJS.ProcessEnv) => {
    const { sampler, samplerRatio } = resolve(code, env, host).settings;
    return [sampler, samplerRatio];
  };
  const RATIO = 'parentbased_traceidratio';

  test.each([
    [
      {},
      { OTEL_TRACES_SAMPLER: 'TraceIdRatio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
      'traceidratio',
      0.25,
    ],
    [{}, { OTEL_TRACES_SAMPLER_ARG: '0.25' }, 'parentbased_always_on', 1],
    [{ samplerRatio: 0.1 }, {}, RATIO, 0.1],
    [{ samplerRatio: 0.1 }, { OTEL_TRACES_SAMPLER: 'always_on' }, RATIO, 0.1],
    [{ samplerRatio: 0.1 }, { OTEL_TRACES_SAMPLER: 'traceidratio' }, 'traceidratio', 0.1],
    [{ sampler: RATIO }, { OTEL_TRACES_SAMPLER_ARG: '0.5' }, RATIO, 0.5],
  ] as const)('%j %j', (code, env, sampler, ratio) => {
    expect(of(code, env)).toEqual([sampler, ratio]);
  });

  test('a wrong argument counts as none', () => {
    const env = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' };
    const { settings, warnings } = resolve({}, env, host);
    expect(settings.samplerRatio).toBe(1);
    expect(warnings).toHaveLength(1);
  });

  test('a ratio that could have no effect is refused', () => {
    expect(thrown({ sampler: 'always_on', samplerRatio: 0.1 }).code).toBe(
      'SIGHTLINE_CONFIG_CONFLICT',
    );
  });
});

describe('an export is never larger than the queue', () => {
  test('the default follows a small queue silently', () => {
    const { settings, warnings } = resolve({ batchMaxQueueSize: 100 }, {}, host);
    expect(settings.batchMaxExportSize).toBe(100);
    expect(warnings).toEqual([]);
  });
  test('from variables: one warning', () => {
    const env = { OTEL_BSP_MAX_QUEUE_SIZE: '10', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '11' };
    const { settings, warnings } = resolve({}, env, host);
    expect(settings.batchMaxExportSize).toBe(10);
    expect(warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_ENV_CONFLICT']);
  });
  test('from code: refused', () => {
    const error = thrown({ batchMaxQueueSize: 10, batchMaxExportSize: 11 });
    expect(error.code).toBe('SIGHTLINE_CONFIG_CONFLICT');
  });
});

describe('special words and files', () => {
  test('none empties a list whose default is not empty', () => {
    expect(resolve({}, { SIGHTLINE_QUIET_ROUTES: 'none' }, host).settings.quietRoutes).toEqual([]);
    expect(resolve({}, { OTEL_PROPAGATORS: 'none' }, host).settings.propagators).toEqual([]);
  });
  test('a configuration file is refused once', () => {
    const { warnings } = resolve({}, { OTEL_CONFIG_FILE: '/otel.yaml' }, host);
    expect(warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_OTEL_CONFIG_FILE']);
  });
  test('a misspelt variable is pointed out, Kubernetes links are not', () => {
    const env = { SIGHTLINE_LOGLEVEL: 'debug', SIGHTLINE_GRAFANA_SERVICE_HOST: '10.0.0.1' };
    const { warnings } = resolve({}, env, host);
    expect(warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_ENV_UNKNOWN']);
    expect(warnings[0]?.message).toContain('SIGHTLINE_LOG_LEVEL');
  });
});

test('every option has a source', () => {
  const { sources } = resolve({}, {}, host);
  expect(Object.keys(sources).toSorted()).toEqual(OPTIONS.map((row) => row.option).toSorted());
});
