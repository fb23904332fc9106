import { describe, expect, test } from 'vitest';
import { fakeHost } from '../../test/support/fake-host.ts';
import { SightlineConfigError } from './errors.ts';
import type { InitOptions } from './options.ts';
import { resolve } from './resolve.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const host = fakeHost({ '/ca.pem': PEM, '/key.pem': PEM, '/cert.pem': PEM, '/not.pem': 'x' });
const HTTP = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };

function otlp(env: NodeJS.ProcessEnv, code: InitOptions = {}) {
  const { settings, sources, warnings } = resolve(code, env, host);
  const { otlpTraces, otlpMetrics, otlpLogs } = settings;
  const codes = warnings.map((warning) => warning.code);
  return { traces: otlpTraces, metrics: otlpMetrics, logs: otlpLogs, sources, warnings, codes };
}

function thrown(code: InitOptions, env: NodeJS.ProcessEnv = {}): SightlineConfigError {
  try {
    resolve(code, env, host);
  } catch (error) {
    if (error instanceof SightlineConfigError) return error;
  }
  throw new Error('nothing was thrown');
}

test('defaults', () => {
  const { traces, sources } = otlp({});
  expect(traces).toEqual({
    endpoint: 'http://localhost:4317',
    protocol: 'grpc',
    headers: {},
    timeoutMs: 10_000,
    compression: 'none',
    certificate: undefined,
    clientKey: undefined,
    clientCertificate: undefined,
    insecure: true,
  });
  expect(sources['otlpTraces.endpoint']).toBe('default');
  expect(otlp(HTTP).metrics.endpoint).toBe('http://localhost:4318/v1/metrics');
});

describe('endpoint over gRPC', () => {
  test.each([
    ['http://collector:4317', {}, 'http://collector:4317', true],
    ['http://collector:4317/', {}, 'http://collector:4317', true],
    ['https://collector:4317', {}, 'https://collector:4317', false],
    ['collector:4317', {}, 'https://collector:4317', false],
    ['collector:4317', { OTEL_EXPORTER_OTLP_INSECURE: 'true' }, 'http://collector:4317', true],
    ['https://c:4317', { OTEL_EXPORTER_OTLP_INSECURE: 'true' }, 'https://c:4317', false],
    ['http://user:pass@collector:4317', {}, 'http://collector:4317', true],
    ['unix:///run/otel.sock', {}, 'unix:///run/otel.sock', true],
  ])('%s %j', (text, env, endpoint, insecure) => {
    const { traces, codes } = otlp({ OTEL_EXPORTER_OTLP_ENDPOINT: text, ...env });
    expect([traces.endpoint, traces.insecure]).toEqual([endpoint, insecure]);
    expect(codes).toEqual([]);
  });

  test.each(['http://collector:4318', 'http://collector:4317/v1/traces', 'collector:4318'])(
    '%s was meant for HTTP, which is said once',
    (text) => {
      expect(otlp({ OTEL_EXPORTER_OTLP_ENDPOINT: text }).codes).toEqual([
        'SIGHTLINE_OTLP_PROTOCOL_MISMATCH',
      ]);
    },
  );

  test('no word about signals that do not use it', () => {
    const env = { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://collector:4318' };
    expect(otlp(env).codes).toEqual([]);
  });
});

describe('endpoint over HTTP', () => {
  test.each([
    ['http://c:4318', 'http://c:4318/v1/traces'],
    ['http://c:4318/', 'http://c:4318/v1/traces'],
    ['http://c:4318/base/', 'http://c:4318/base/v1/traces'],
    ['https://c/base?key=1', 'https://c/base/v1/traces?key=1'],
  ])('the general one %s gets the path appended', (text, endpoint) => {
    expect(otlp({ ...HTTP, OTEL_EXPORTER_OTLP_ENDPOINT: text }).traces.endpoint).toBe(endpoint);
    expect(otlp(HTTP, { otlpEndpoint: text }).traces.endpoint).toBe(endpoint);
  });

  test.each([
    ['http://c:4318', 'http://c:4318/'],
    ['http://c:4318/custom', 'http://c:4318/custom'],
  ])("a signal's own %s is used as it is", (text, endpoint) => {
    const env = { ...HTTP, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: text };
    expect(otlp(env).traces.endpoint).toBe(endpoint);
    expect(otlp(HTTP, { otlpTraces: { endpoint: text } }).traces.endpoint).toBe(endpoint);
  });

  test('a scheme is needed', () => {
    const { traces, codes } = otlp({ ...HTTP, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' });
    expect(traces.endpoint).toBe('http://localhost:4318/v1/traces');
    expect(codes).toEqual(['SIGHTLINE_ENV_INVALID']);
    expect(thrown({ otlpEndpoint: 'collector:4318', otlpProtocol: 'http/protobuf' }).code).toBe(
      'SIGHTLINE_CONFIG_INVALID_URL',
    );
  });
});

test('http/json is answered with http/protobuf and one warning', () => {
  const { traces, codes } = otlp({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
  expect(traces.protocol).toBe('http/protobuf');
  expect(codes).toEqual(['SIGHTLINE_OTLP_JSON']);
  expect(thrown({ otlpProtocol: 'http/json' as never }).code).toBe(
    'SIGHTLINE_CONFIG_INVALID_CHOICE',
  );
});

const VALUES = [
  ['ENDPOINT', 'endpoint', 'http://a:4317', 'http://b:4317'],
  ['PROTOCOL', 'protocol', 'grpc', 'http/protobuf'],
  ['TIMEOUT', 'timeoutMs', '1000', '2000'],
  ['COMPRESSION', 'compression', 'gzip', 'NONE'],
  ['CERTIFICATE', 'certificate', '/ca.pem', '/cert.pem'],
] as const;

describe.each(['TRACES', 'METRICS', 'LOGS'] as const)("%s' own variables", (signal) => {
  const key = signal.toLowerCase() as 'traces' | 'metrics' | 'logs';
  const option = `otlp${signal.charAt(0)}${key.slice(1)}`;

  test.each(VALUES)('%s beats the general one', (suffix, setting, general, own) => {
    const ownName = `OTEL_EXPORTER_OTLP_${signal}_${suffix}`;
    const env = { [`OTEL_EXPORTER_OTLP_${suffix}`]: general, [ownName]: own };
    const alone = otlp({ [ownName]: own });
    expect(otlp(env)[key][setting]).toEqual(alone[key][setting]);
    expect(
      alone.sources[`${option}.${setting === 'certificate' ? 'certificateFile' : setting}`],
    ).toBe(ownName);
  });

  test('headers are laid over the general ones', () => {
    const env = {
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20x,a=1',
      [`OTEL_EXPORTER_OTLP_${signal}_HEADERS`]: 'A=2',
    };
    expect(otlp(env)[key].headers).toEqual({ authorization: 'Bearer x', a: '2' });
    expect(otlp(env, { otlpHeaders: { b: '3' } })[key].headers).toEqual({ b: '3' });
  });

  test('client key, client certificate and insecure', () => {
    const prefix = `OTEL_EXPORTER_OTLP_${signal}`;
    const env = {
      [`${prefix}_CLIENT_KEY`]: '/key.pem',
      [`${prefix}_CLIENT_CERTIFICATE`]: '/cert.pem',
      [`${prefix}_ENDPOINT`]: 'c:4317',
      [`${prefix}_INSECURE`]: 'true',
    };
    const settings = otlp(env)[key];
    expect(settings.clientKey?.toString()).toBe(PEM);
    expect(settings.clientCertificate?.toString()).toBe(PEM);
    expect(settings.endpoint).toBe('http://c:4317');
  });
});

test('code beats every variable, the general option also those of a signal', () => {
  const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://env:4317' };
  const { traces, sources } = otlp(env, { otlpEndpoint: 'http://code:4317' });
  expect(traces.endpoint).toBe('http://code:4317');
  expect(sources['otlpTraces.endpoint']).toBe('code');
  const own = otlp(env, { otlpEndpoint: 'http://a:1', otlpTraces: { endpoint: 'http://b:2' } });
  expect([own.traces.endpoint, own.logs.endpoint]).toEqual(['http://b:2', 'http://a:1']);
});

test.each([
  ['ENDPOINT', 'nonsense url'],
  ['PROTOCOL', 'carrier-pigeon'],
  ['HEADERS', 'no-pairs'],
  ['HEADERS', 'bad name=1'],
  ['HEADERS', 'a=line%0Abreak'],
  ['TIMEOUT', '10s'],
  ['COMPRESSION', 'brotli'],
  ['INSECURE', 'perhaps'],
])('a wrong %s (%s) is one warning for all three signals', (suffix, text) => {
  const { codes, traces } = otlp({ [`OTEL_EXPORTER_OTLP_${suffix}`]: text });
  expect(codes).toEqual(['SIGHTLINE_ENV_INVALID']);
  expect(traces).toEqual(otlp({}).traces);
});

describe('files', () => {
  test.each(['/missing.pem', '/not.pem'])('%s', (file) => {
    const { traces, codes } = otlp({ OTEL_EXPORTER_OTLP_CERTIFICATE: file });
    expect(traces.certificate).toBeUndefined();
    expect(codes).toEqual(['SIGHTLINE_ENV_FILE_UNREADABLE']);
    expect(thrown({ otlpCertificateFile: file }).code).toBe('SIGHTLINE_CONFIG_UNREADABLE_FILE');
  });

  test('half a client identity is none', () => {
    const { traces, codes } = otlp({ OTEL_EXPORTER_OTLP_CLIENT_KEY: '/key.pem' });
    expect(traces.clientKey).toBeUndefined();
    expect(codes).toEqual(['SIGHTLINE_ENV_CONFLICT']);
    const error = thrown({ otlpClientCertificateFile: '/cert.pem' });
    expect([error.code, error.option]).toEqual([
      'SIGHTLINE_CONFIG_CONFLICT',
      'otlpClientCertificateFile',
    ]);
  });
});
