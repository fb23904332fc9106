import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeHost } from '../../test/support/fake-host.ts';
import type { InitOptions } from './options.ts';
import { resolve } from './resolve.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n';
const host = fakeHost({ '/key': 'file-key\n', '/ca.pem': PEM });
const URL_NAME = 'SIGHTLINE_LOGS_ELASTICSEARCH_URL';
const ES = { [URL_NAME]: 'https://logs.example:9200' };

function settings(env: NodeJS.ProcessEnv, code: InitOptions = {}) {
  return resolve(code, env, host).settings;
}

describe('shipping to Elasticsearch', () => {
  test('is off unless a URL is given, and so is the spool', () => {
    expect(settings({})).toMatchObject({ logsElasticsearch: undefined, spool: undefined });
  });

  test('has the data stream of the environment, within what Elasticsearch allows', () => {
    const index = (environment: string) => settings(ES, { environment }).logsElasticsearch?.index;
    expect(index('production')).toBe('logs-sightline-production');
    expect(index('Prod EU-1/ä')).toBe('logs-sightline-prod_eu_1__');
    expect(index('x'.repeat(200))).toBe(`logs-sightline-${'x'.repeat(100)}`);
    const named = { ...ES, SIGHTLINE_LOGS_ELASTICSEARCH_INDEX: 'logs-shop-eu' };
    expect(settings(named).logsElasticsearch?.index).toBe('logs-shop-eu');
  });

  test('takes credentials from the key, its file or the URL, and keeps them out of the URL', () => {
    const authorization = (env: NodeJS.ProcessEnv) =>
      settings({ ...ES, ...env }).logsElasticsearch?.authorization;
    expect(authorization({})).toBeUndefined();
    expect(authorization({ SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY: 'a2V5' })).toBe('ApiKey a2V5');
    const file = { SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY_FILE: '/key' };
    expect(authorization(file)).toBe('ApiKey file-key');
    const inUrl = settings({ [URL_NAME]: 'http://bob:p%40ss@es:9200/' }).logsElasticsearch;
    expect(inUrl).toMatchObject({
      url: 'http://es:9200',
      authorization: `Basic ${Buffer.from('bob:p@ss').toString('base64')}`,
    });
  });

  test('remembers a key file that cannot be read yet, with one warning', () => {
    const env = { ...ES, SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY_FILE: '/nowhere' };
    const { settings: got, warnings } = resolve({}, env, host);
    expect(got.logsElasticsearch).toMatchObject({
      apiKeyFile: '/nowhere',
      authorization: undefined,
    });
    expect(warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_ENV_FILE_UNREADABLE']);
  });

  test('reads the certificate authority', () => {
    const env = { ...ES, SIGHTLINE_LOGS_ELASTICSEARCH_CA_FILE: '/ca.pem' };
    expect(settings(env).logsElasticsearch?.ca?.toString()).toBe(PEM);
  });

  test.each(['es:9200', 'ftp://es', 'http://es:9200/?a=b', 'http://'])('refuses %s', (url) => {
    expect(() => settings({}, { logsElasticsearchUrl: url })).toThrow('CONFIG_INVALID_URL');
    const { warnings, settings: got } = resolve({}, { [URL_NAME]: url }, host);
    expect(warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_ENV_INVALID']);
    expect(got.logsElasticsearch).toBeUndefined();
  });

  test('turns standard output off, unless it is asked for', () => {
    expect(settings(ES)).toMatchObject({ logsStdout: false, logsExporters: [] });
    const both = resolve({}, { ...ES, SIGHTLINE_LOGS_STDOUT: 'true' }, host);
    expect(both.settings.logsStdout).toBe(true);
    expect(both.warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_DOUBLE_STORE']);
    const listed = settings({ ...ES, OTEL_LOGS_EXPORTER: 'console' });
    expect(listed.logsStdout).toBe(true);
  });
});

describe('the spool', () => {
  test('is in a folder of the user unless one is named', () => {
    const dir = settings(ES).spool?.dir ?? '';
    expect(dir.startsWith(join(tmpdir(), 'sightline-spool-'))).toBe(true);
    expect(settings(ES).spool).toMatchObject({
      maxBytes: 268_435_456,
      maxAgeMs: 259_200_000,
    });
  });

  test('is there without shipping when a folder is named, for spans', () => {
    expect(settings({ SIGHTLINE_SPOOL_DIR: '/spool' }).spool?.dir).toBe('/spool');
    expect(settings({}, { spoolDir: 'relative' }).spool?.dir).toBe(join(process.cwd(), 'relative'));
  });

  test('has bounds, and 0 bytes means none', () => {
    const env = { ...ES, SIGHTLINE_SPOOL_MAX_BYTES: '1000', SIGHTLINE_SPOOL_MAX_AGE_SECONDS: '60' };
    expect(settings(env).spool).toMatchObject({ maxBytes: 1000, maxAgeMs: 60_000 });
    expect(settings({ ...ES, SIGHTLINE_SPOOL_MAX_BYTES: '0' }).spool).toBeUndefined();
    const wrong = resolve({}, { ...ES, SIGHTLINE_SPOOL_MAX_AGE_SECONDS: '5' }, host);
    expect(wrong.warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_ENV_INVALID']);
  });
});
