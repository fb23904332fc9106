/** Version of the Elastic Common Schema that the lines follow. */
export const ECS_VERSION = '9.1.0';

/** Levels, least severe first, with pino's numbers. */
export const LOG_LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;
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
  sdk: 'sightline',
} as const;

/** Label of a line that was cut to the size bound. */
export const TRUNCATED_LABEL = 'sightline_truncated';

/** What a redacted value becomes. */
export const REDACTED = '[REDACTED]';

/** Label of a line that leaves on another path as well; shippers of standard output drop such lines. */
export const SHIPPED_LABEL = 'sightline_shipped';
export const SHIPPED_OTLP = 'otlp';
