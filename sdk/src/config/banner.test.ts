import { describe, expect, test } from 'vitest';
import { fakeHost } from '../../test/support/fake-host.ts';
import { REDACTED } from '../contract/index.ts';
import { startLine } from './banner.ts';
import { SightlineConfigError } from './errors.ts';
import type { InitOptions } from './options.ts';
import { resolve } from './resolve.ts';
import { OPTIONS } from './table.ts';
import { SDK_VERSION } from './version.ts';

const MARKER = 'hunter2secret';
const files = {
  '/token': MARKER,
  '/key.pem': `-----BEGIN PRIVATE KEY-----\n${MARKER}\n`,
  '/cert.pem': `-----BEGIN CERTIFICATE-----\n${MARKER}\n`,
};
const host = fakeHost(files);

function line(code: InitOptions, env: NodeJS.ProcessEnv) {
  return startLine(resolve(code, env, host), [], undefined);
}

/** Everything that is ever printed about a configuration. */
function printed(code: InitOptions, env: NodeJS.ProcessEnv): string {
  try {
    const resolution = resolve(code, env, host);
    const { warnings, given, sources } = resolution;
    return JSON.stringify([startLine(resolution, [], undefined), warnings, given, sources]);
  } catch (error) {
    if (!(error instanceof SightlineConfigError)) throw error;
    return JSON.stringify([Object.entries(error), error.message, String(error.stack)]);
  }
}

describe('start line', () => {
  test('says where everything goes and who said so', () => {
    const env = {
      OTEL_SERVICE_NAME: 'orders',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4317',
      OTEL_METRICS_EXPORTER: 'otlp',
    };
    const library = { name: 'express', version: '5.3.0', observed: 'routes' };
    const resolution = resolve({ logLevel: 'warn', slo: { latency: '300ms' } }, env, host);
    expect(startLine(resolution, [library], 'http://127.0.0.1:9464')).toEqual({
      versions: { sightline: SDK_VERSION, node: process.versions.node },
      identity: {
        name: 'orders',
        environment: 'development',
        team: 'unassigned',
        instance: host.instanceId,
        host: 'box-1',
      },
      logs: { to: 'stdout', from: 'default' },
      metrics: { to: 'otlp grpc http://localhost:4317', from: 'OTEL_METRICS_EXPORTER' },
      traces: {
        to: 'otlp grpc http://collector:4317',
        from: 'default, endpoint: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      },
      admin: { to: 'http://127.0.0.1:9464', from: 'default' },
      configured: {
        serviceName: '"orders" (OTEL_SERVICE_NAME)',
        logLevel: '"warn" (code)',
        'slo.latency': '300ms@0.99 (code)',
        metricsExporters: '["otlp"] (OTEL_METRICS_EXPORTER)',
        'otlpTraces.endpoint': '"http://collector:4317" (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)',
      },
      libraries: [library],
    });
  });

  test('off and nowhere', () => {
    const code = { adminPort: 'off', tracesExporter: 'none', metricsExporters: [] } as const;
    const { admin, traces, metrics, logs } = line(code, { SIGHTLINE_LOGS_STDOUT: 'false' });
    expect([admin.to, traces.to, metrics.to, logs]).toEqual([
      'off',
      'nowhere',
      'nowhere',
      { to: 'nowhere', from: 'SIGHTLINE_LOGS_STDOUT' },
    ]);
  });
});

describe('no secret is ever printed', () => {
  const URLS = [
    `http://user:${MARKER}@collector:4317`,
    `https://${MARKER}@collector:4318/v1/traces`,
    `http://collector:4318/path?api_key=${MARKER}`,
    `http://collector:4318/path#${MARKER}`,
    `http://user:${MARKER}/x@collector:4317`,
    `http://user:a?${MARKER}@collector`,
    `htp://user:${MARKER}@collector`,
    `user:${MARKER}@collector:4317`,
    `unix:///run/x?${MARKER}`,
  ];
  const urlRows = OPTIONS.filter((row) => row.url === true);
  const hidden = OPTIONS.filter((row) => !row.mayBeLogged);

  test('the table hides what may hold one', () => {
    expect(hidden.map((row) => row.option)).toEqual(
      expect.arrayContaining(['adminTokenFile', 'otlpHeaders', 'otlpClientKeyFile']),
    );
    expect(urlRows).toHaveLength(5);
  });

  function nested(option: string, value: unknown): InitOptions {
    const [first = '', second] = option.split('.');
    return { [first]: second === undefined ? value : { [second]: value } };
  }

  test.each(urlRows.map((row) => row.option))('%s', (option) => {
    const name = OPTIONS.find((row) => row.option === option)?.variables[0] ?? '';
    const all = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp' };
    for (const url of URLS) {
      for (const protocol of ['grpc', 'http/protobuf']) {
        const env = { ...all, OTEL_LOGS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
        expect(printed({}, { ...env, [name]: url }), url).not.toContain(MARKER);
        expect(printed(nested(option, url), env), url).not.toContain(MARKER);
      }
    }
  });

  test.each(hidden.map((row) => row.option))('%s', (option) => {
    const name = OPTIONS.find((row) => row.option === option)?.variables[0];
    const texts = [MARKER, `${MARKER}=1`, `a=${MARKER}`, `a=${MARKER}%`, `/${MARKER}`, '/token'];
    for (const text of texts) {
      if (name !== undefined) expect(printed({}, { [name]: text })).not.toContain(MARKER);
      expect(printed(nested(option, text), {})).not.toContain(MARKER);
      expect(printed(nested(option, { [MARKER]: text }), {})).not.toContain(MARKER);
      expect(printed(nested(option, [text]), {})).not.toContain(MARKER);
    }
  });

  test('contents of files', () => {
    const code = {
      adminTokenFile: '/token',
      otlpClientKeyFile: '/key.pem',
      otlpClientCertificateFile: '/cert.pem',
      otlpCertificateFile: '/cert.pem',
    };
    expect(printed(code, {})).not.toContain(MARKER);
    expect(resolve(code, {}, host).settings.adminToken).toBe(MARKER);
    expect(line(code, {}).configured['adminTokenFile']).toBe(`${REDACTED} (code)`);
  });

  test('unknown options', () => {
    expect(printed({ password: MARKER } as never, {})).not.toContain(MARKER);
    expect(printed({ slo: { key: MARKER } } as never, {})).not.toContain(MARKER);
  });
});
