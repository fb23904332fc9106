import type { LatencyObjective } from './settings.ts';

/**
 * Small pure parsers from text. Each returns undefined for what it does not accept, so that the
 * caller decides whether that is an error (code) or a warning (environment).
 */

const TRUE_WORDS = ['true', '1', 'yes', 'on'];
const FALSE_WORDS = ['false', '0', 'no', 'off'];

/** `true`, `1`, `yes`, `on` and their opposites, in any case. */
export function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (TRUE_WORDS.includes(lower)) return true;
  return FALSE_WORDS.includes(lower) ? false : undefined;
}

/** The stricter form of OpenTelemetry variables: `true` or `false` in any case. */
export function parseSpecBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** A whole number in decimal digits, bounds included. */
export function parseInteger(text: string, min: number, max: number): number | undefined {
  if (!/^-?\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

/** A number between 0 and 1; `open` excludes both ends. */
export function parseRatio(text: string, open: boolean): number | undefined {
  if (!/^(\d{1,3}|\d{0,3}\.\d{1,15})$/.test(text)) return undefined;
  return checkRatio(Number(text), open);
}

export function checkRatio(value: number, open: boolean): number | undefined {
  const inside = open ? value > 0 && value < 1 : value >= 0 && value <= 1;
  return inside ? value : undefined;
}

/** `300ms` or `1.5s`, in seconds. The unit is required: a bare number would be a guess. */
export function parseDurationSeconds(text: string): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,6})?)(ms|s)$/.exec(text.toLowerCase());
  if (match === null) return undefined;
  const number = Number(match[1]);
  return match[2] === 'ms' ? number / 1000 : number;
}

/** Items between commas, trimmed; empty items (a trailing comma) do not count. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** One of the choices, in any case, as OpenTelemetry specifies for variables. */
export function parseChoice<C extends string>(text: string, choices: readonly C[]): C | undefined {
  const lower = text.toLowerCase();
  return choices.find((choice) => choice.toLowerCase() === lower);
}

/** `key=value,key2=value2` with percent-encoded values; one bad pair spoils the whole text. */
export function parsePairs(text: string): Record<string, string> | undefined {
  const pairs: [string, string][] = [];
  for (const item of parseList(text)) {
    const split = item.indexOf('=');
    const key = item.slice(0, Math.max(split, 0)).trim();
    const value = decode(item.slice(split + 1).trim());
    if (key === '' || value === undefined) return undefined;
    pairs.push([key, value]);
  }
  return Object.fromEntries(pairs);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A port number, 0 included, or `off`. */
export function parsePort(text: string): number | 'off' | undefined {
  return text.toLowerCase() === 'off' ? 'off' : parseInteger(text, 0, 65_535);
}

const HOST_AND_PORT = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(:\d{1,5})?$/i;

/** `http(s)://...`, `unix://...` or, for gRPC, `host` or `host:port`. Returned trimmed. */
export function parseEndpoint(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^unix:\/\/\S+$/.test(trimmed)) return trimmed;
  if (/^https?:\/\/[^\s/]/i.test(trimmed)) return URL.canParse(trimmed) ? trimmed : undefined;
  return HOST_AND_PORT.test(trimmed) && URL.canParse(`http://${trimmed}`) ? trimmed : undefined;
}

/** `http(s)://host[:port][/path]`, credentials allowed, no query. Returned trimmed. */
export function parseHttpUrl(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/i.test(trimmed)) return undefined;
  return URL.canParse(trimmed) ? trimmed : undefined;
}

const OBJECTIVE_DEFAULT = 0.99;
const THRESHOLD_SECONDS_MIN = 0.001;
const THRESHOLD_SECONDS_MAX = 60;

/** `300ms`, `1.5s` or `300ms@0.995`. */
export function parseLatency(text: string): LatencyObjective | undefined {
  const [threshold = '', objective, ...rest] = text.split('@').map((part) => part.trim());
  if (rest.length > 0) return undefined;
  const share = objective === undefined ? OBJECTIVE_DEFAULT : parseRatio(objective, true);
  return share === undefined ? undefined : latencyOf(parseDurationSeconds(threshold), share);
}

export function latencyOf(
  thresholdSeconds: number | undefined,
  objective: number | undefined = OBJECTIVE_DEFAULT,
): LatencyObjective | undefined {
  if (thresholdSeconds === undefined || checkRatio(objective, true) === undefined) return undefined;
  const inside =
    thresholdSeconds >= THRESHOLD_SECONDS_MIN && thresholdSeconds <= THRESHOLD_SECONDS_MAX;
  return inside ? { thresholdSeconds, objective } : undefined;
}
