import { describe, expect, expectTypeOf, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { fakeHost } from '../../test/support/fake-host.ts';
import { ERROR_CODES, RETIRED_CODES, WARNING_CODES } from './codes.ts';
import { describeValue, safeUrl } from './display.ts';
import { SightlineConfigError, warning } from './errors.ts';
import type { InitOptions, OtlpSignalOptions, SloOptions } from './index.ts';
import { resolve } from './resolve.ts';
import { nearest } from './suggest.ts';
import { OPTIONS } from './table.ts';
import { SDK_VERSION } from './version.ts';

function thrown(options: unknown): SightlineConfigError {
  try {
    resolve(options as InitOptions, {}, fakeHost());
  } catch (error) {
    if (error instanceof SightlineConfigError) return error;
  }
  throw new Error('nothing was thrown');
}

test('the version constant is the version of the package', () => {
  expect(SDK_VERSION).toBe(packageJson.version);
});

test('an error names value, what is allowed and the fix', () => {
  const error = thrown({ adminPort: 70_000 });
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('SightlineConfigError');
  expect(error.code).toBe('SIGHTLINE_CONFIG_INVALID_PORT');
  expect([error.option, error.value]).toEqual(['adminPort', 70_000]);
  expect(error.message).toBe(
    'SIGHTLINE_CONFIG_INVALID_PORT: option adminPort is 70000; allowed: a port from 0 (any free ' +
      "port) to 65535, or 'off'. Set adminPort to 9500 for example, or leave it out for the " +
      'default (9464, or the next free one; `off` if NODE_ENV is `test`).',
  );
});

describe('names', () => {
  test.each([
    [{ servicename: 'x' }, 'servicename', 'Did you mean serviceName?'],
    [{ slo: { avaliability: 0.9 } }, 'slo.avaliability', 'Did you mean slo.availability?'],
    [{ otlpTraces: { url: 'x' } }, 'otlpTraces.url', 'Remove it.'],
    [{ completelyDifferent: 1 }, 'completelyDifferent', 'Remove it.'],
  ])('%j', (options, option, fix) => {
    const error = thrown(options);
    expect(error.code).toBe('SIGHTLINE_CONFIG_UNKNOWN_OPTION');
    expect([error.option, error.fix]).toEqual([option, fix]);
  });

  test.each([[null], ['orders'], [[]], [{ slo: 0.999 }], [{ otlpLogs: null }]])(
    'not an object: %j',
    (options) => {
      if (options === null) expect(() => resolve(null as never, {}, fakeHost())).not.toThrow();
      else expect(thrown(options).code).toBe('SIGHTLINE_CONFIG_INVALID_OPTIONS');
    },
  );

  test('undefined means not given, at every level', () => {
    const options: InitOptions = { serviceName: undefined, slo: { latency: undefined } };
    expect(() => resolve(options, {}, fakeHost())).not.toThrow();
    expect(() => resolve({ slo: undefined }, {}, fakeHost())).not.toThrow();
  });
});

test('table and types have the same options', () => {
  const paths = OPTIONS.map((row) => row.option);
  const keys = (group: string) =>
    paths
      .filter((path) => path.startsWith(`${group}.`))
      .map((path) => path.slice(group.length + 1));
  // The compiler insists that these list every key of the types, and no other.
  const slo: Record<keyof SloOptions, true> = { availability: true, latency: true };
  const signal: Record<keyof OtlpSignalOptions, true> = {
    endpoint: true,
    protocol: true,
    headers: true,
    timeoutMs: true,
    compression: true,
    certificateFile: true,
    clientKeyFile: true,
    clientCertificateFile: true,
    insecure: true,
  };
  expect(keys('slo').toSorted()).toEqual(Object.keys(slo).toSorted());
  expect(keys('otlpTraces').toSorted()).toEqual(Object.keys(signal).toSorted());
  expect(new Set(paths).size).toBe(paths.length);
  expectTypeOf<InitOptions['adminPort']>().toEqualTypeOf<number | 'off' | undefined>();
});

test('codes are unique, prefixed and never retired ones', () => {
  const entries = [...Object.entries(ERROR_CODES), ...Object.entries(WARNING_CODES)];
  const codes = entries.map(([, entry]) => entry.code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const [key, { code }] of Object.entries(ERROR_CODES)) {
    expect(code).toBe(`SIGHTLINE_CONFIG_${key}`);
  }
  for (const [key, { code }] of Object.entries(WARNING_CODES))
    expect(code).toBe(`SIGHTLINE_${key}`);
  expect(codes.filter((code) => RETIRED_CODES.includes(code))).toEqual([]);
  expect(warning('LATE_INIT', 'x')).toEqual({ code: 'SIGHTLINE_LATE_INIT', message: 'x' });
});

describe('display', () => {
  test.each([
    ['a"b', '"a\\"b"'],
    ['x'.repeat(100), `"${'x'.repeat(80)}..."`],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [null, 'null'],
    [10n, '10'],
    [Object.create(null), 'an object'],
    [['a', { secret: 1 }, 2], '["a", an object, 2]'],
  ])('%#', (value, shown) => {
    expect(describeValue(value)).toBe(shown);
  });

  test.each([
    ['http://u:p@host:1/a?b#c', 'http://host:1/a'],
    ['https://host/', 'https://host'],
    ['host:4317', 'host:4317'],
    ['u:p@host', undefined],
  ])('%s', (text, shown) => {
    expect(safeUrl(text)).toBe(shown);
  });

  test('nearest', () => {
    expect(nearest('LOGLEVEL', ['logLevel', 'logsPretty'], 2)).toBe('logLevel');
    expect(nearest('x'.repeat(1000), ['logLevel'], 2)).toBeUndefined();
  });
});
