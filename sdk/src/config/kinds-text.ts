import type { Kind } from './kinds.ts';
import {
  latencyOf,
  parseDurationSeconds,
  parseEndpoint,
  parseHttpUrl,
  parseLatency,
  parsePairs,
} from './parse.ts';
import type { LatencyObjective, ReadyCheck } from './settings.ts';

/** No control characters: these values end up in log lines, headers and labels. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const HEADER_VALUE = /^[\t\x20-\x7e\u0080-\u00ff]{0,8192}$/;

/** A pattern-checked string; `tidy` gives its canonical form. */
export function pattern(
  form: RegExp,
  allowed: string,
  tidy: (given: string) => string = (given) => given,
): Kind<string> {
  const check = (given: string) => (form.test(given) ? tidy(given) : undefined);
  return {
    type: 'text',
    allowed,
    error: 'INVALID_TEXT',
    fromText: check,
    fromCode: (value) => (typeof value === 'string' ? check(value) : undefined),
  };
}

export function text(lengthMax: number): Kind<string> {
  const check = (value: unknown) => {
    if (typeof value !== 'string' || CONTROL.test(value)) return undefined;
    const trimmed = value.trim();
    return trimmed !== '' && trimmed.length <= lengthMax ? trimmed : undefined;
  };
  return {
    type: 'text',
    allowed: `1 to ${lengthMax} characters without control characters`,
    error: 'INVALID_TEXT',
    fromText: check,
    fromCode: check,
  };
}

/** Path of a file or folder. */
export const path: Kind<string> = { ...text(4096), type: 'path' };

/** A secret: visible characters only, so that it can stand in a header. */
export const secret = pattern(/^[\x21-\x7e]{1,4096}$/, '1 to 4096 visible characters');

/** The base URL of an HTTP service; user and password may stand in it. */
export const httpUrl: Kind<string> = {
  type: 'URL',
  allowed: 'http://host:port or https://host:port',
  error: 'INVALID_URL',
  fromText: parseHttpUrl,
  fromCode: (value) => (typeof value === 'string' ? parseHttpUrl(value) : undefined),
};

export const endpoint: Kind<string> = {
  type: 'URL',
  allowed: 'http://host:port or https://host:port (gRPC also host:port or unix://path)',
  error: 'INVALID_URL',
  fromText: parseEndpoint,
  fromCode: (value) => (typeof value === 'string' ? parseEndpoint(value) : undefined),
};

export const headerName = pattern(
  HEADER_NAME,
  'the name of an HTTP header, for example x-forwarded-for',
  (name) => name.toLowerCase(),
);

function plainObject(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value);
}

const PAIRS_MAX = 128;

function checkHeaders(entries: readonly [string, unknown][]): Record<string, string> | undefined {
  const good = entries.every(
    ([name, value]) =>
      HEADER_NAME.test(name) && typeof value === 'string' && HEADER_VALUE.test(value),
  );
  if (!good || entries.length > PAIRS_MAX) return undefined;
  // One spelling per header, so that a per-signal one replaces the general one.
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value as string]));
}

export const headers: Kind<Readonly<Record<string, string>>> = {
  type: 'key-value pairs',
  allowed: 'header names with one-line string values (variable: name=value,name2=value2)',
  error: 'INVALID_MAP',
  fromText: (value) => checkHeaders(Object.entries(parsePairs(value) ?? { '': '' })),
  fromCode: (value) => {
    const entries = plainObject(value);
    return entries === undefined ? undefined : checkHeaders(entries);
  },
};

const ATTRIBUTE_LENGTH_MAX = 1024;

function checkAttributes(
  entries: readonly [string, unknown][],
): Record<string, string> | undefined {
  const given = entries.filter(([, value]) => value !== undefined);
  const good = given.every(
    ([name, value]) =>
      name.trim() !== '' &&
      name.length <= 255 &&
      ['string', 'number', 'boolean'].includes(typeof value) &&
      String(value).length <= ATTRIBUTE_LENGTH_MAX,
  );
  if (!good || given.length > PAIRS_MAX) return undefined;
  return Object.fromEntries(given.map(([name, value]) => [name.trim(), String(value)]));
}

export const attributes: Kind<Readonly<Record<string, string>>> = {
  type: 'key-value pairs',
  allowed:
    `at most ${PAIRS_MAX} names with text, number or boolean of at most ` +
    `${ATTRIBUTE_LENGTH_MAX} characters (variable: name=value,name2=value2, percent-encoded)`,
  error: 'INVALID_MAP',
  fromText: (value) => checkAttributes(Object.entries(parsePairs(value) ?? { '': '' })),
  fromCode: (value) => {
    const entries = plainObject(value);
    return entries === undefined ? undefined : checkAttributes(entries);
  },
};

export const latency: Kind<LatencyObjective> = {
  print: ({ thresholdSeconds, objective }) =>
    `${Number((thresholdSeconds * 1000).toFixed(3))}ms@${objective}`,
  type: 'latency objective',
  allowed: "a threshold from 1ms to 60s such as '300ms' or '1.5s', with '@0.995' for the share",
  error: 'INVALID_LATENCY',
  fromText: parseLatency,
  fromCode: (value) => {
    if (typeof value === 'string') return parseLatency(value);
    const entries = plainObject(value);
    if (entries?.some(([key]) => key !== 'threshold' && key !== 'objective') !== false) {
      return undefined;
    }
    const { threshold, objective } = value as { threshold?: unknown; objective?: unknown };
    if (typeof threshold !== 'string') return undefined;
    if (objective !== undefined && typeof objective !== 'number') return undefined;
    return latencyOf(parseDurationSeconds(threshold.trim()), objective);
  },
};

const CHECKS_MAX = 32;

/** Functions by name; they cannot come from a variable. */
export const readyChecks: Kind<Readonly<Record<string, ReadyCheck>>> = {
  type: 'functions by name',
  allowed: `at most ${CHECKS_MAX} functions, named with letters, digits and . _ -`,
  error: 'INVALID_MAP',
  fromText: () => undefined,
  fromCode: (value) => {
    const entries = plainObject(value);
    const good = entries?.every(
      ([name, check]) => /^[\w.-]{1,64}$/.test(name) && typeof check === 'function',
    );
    if (entries === undefined || good !== true || entries.length > CHECKS_MAX) return undefined;
    return Object.fromEntries(entries as [string, ReadyCheck][]);
  },
};

/** Instances of OpenTelemetry instrumentations; they cannot come from a variable. */
export const instances: Kind<readonly unknown[]> = {
  type: 'list of instrumentations',
  allowed: 'an array of instrumentation instances (new HttpInstrumentation(), ...)',
  error: 'INVALID_LIST',
  fromText: () => undefined,
  fromCode: (value) =>
    Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null)
      ? [...value]
      : undefined,
};
