/** Version of the Elastic Common Schema that the lines follow. */
export const ECS_VERSION = '9.1.0';

/** Levels, least severe first, with pino's numbers. */
export const LOG_LEVELS = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
} as const;
export type LogLevel = keyof typeof LOG_LEVELS;

/** Top-level keys of a log line, in the order in which they are written. */
export const LOG_FIELD = {
  timestamp: '@timestamp',
  log: 'log',
  message: 'message',
  ecs: 'ecs',
  service: 'service',
  process: 'process',
  host: 'host',
  trace: 'trace',
  span: 'span',
  event: 'event',
  error: 'error',
  http: 'http',
  url: 'url',
  client: 'client',
  userAgent: 'user_agent',
  user: 'user',
  labels: 'labels',
  numericLabels: 'numeric_labels',
} as const;

/** Values of `event.dataset`. */
export const DATASET = {
  application: 'application',
  request: 'http.server',
  rpc: 'rpc.server',
  message: 'messaging.process',
  saga: 'saga',
  sdk: 'sightline',
} as const;

/** Label of a line from which something was left out: too long, too deep, or unreadable. */
export const TRUNCATED_LABEL = 'sightline_truncated';

/** What a redacted value becomes. */
export const REDACTED = '[REDACTED]';

/**
 * Label of a line that leaves on another path as well; shippers of standard output drop such lines.
 */
export const SHIPPED_LABEL = 'sightline_shipped';
export const SHIPPED_OTLP = 'otlp';
export const SHIPPED_DIRECT = 'direct';

const STREAM_NAMESPACE_MAX_BYTES = 100;

/** The data stream of an environment's lines, within what Elasticsearch allows in its name. */
export function logStream(environment: string): string {
  const namespace = environment.toLowerCase().replaceAll(/[^a-z0-9_.]/g, '_');
  return `logs-sightline-${namespace.slice(0, STREAM_NAMESPACE_MAX_BYTES)}`;
}

/** Fields that several places read or write, by their dotted path. */
export const LOG_PATH = {
  method: 'http.request.method',
  requestBytes: 'http.request.body.bytes',
  status: 'http.response.status_code',
  responseBytes: 'http.response.body.bytes',
  fullUrl: 'url.full',
  path: 'url.path',
  query: 'url.query',
  domain: 'url.domain',
  clientIp: 'client.ip',
  clientAddress: 'client.address',
  userAgent: 'user_agent.original',
  userId: 'user.id',
  errorMessage: 'error.message',
  errorStack: 'error.stack_trace',
} as const;

/** Fields that an application may set itself, with the type they must have. */
export const SETTABLE_PATHS: Readonly<Record<string, 'string' | 'number'>> = {
  [LOG_PATH.method]: 'string',
  [LOG_PATH.requestBytes]: 'number',
  [LOG_PATH.status]: 'number',
  [LOG_PATH.responseBytes]: 'number',
  [LOG_PATH.fullUrl]: 'string',
  [LOG_PATH.path]: 'string',
  [LOG_PATH.query]: 'string',
  [LOG_PATH.domain]: 'string',
  [LOG_PATH.clientIp]: 'string',
  [LOG_PATH.clientAddress]: 'string',
  [LOG_PATH.userAgent]: 'string',
  [LOG_PATH.userId]: 'string',
};
