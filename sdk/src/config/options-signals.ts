import type { LogLevel } from '../contract/index.ts';
import type { PropagatorName, SamplerName } from './settings.ts';

/** Options of the logs. */
export interface LogOptions {
  /**
   * Least severe level that is written: `trace` to `fatal`, or `silent`. Default `info`.
   * Variable: `SIGHTLINE_LOG_LEVEL`. Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  logLevel?: LogLevel | 'silent' | undefined;
  /**
   * Where lines go: `stdout`, `otlp`, both, or `[]` for nowhere. Default `['stdout']`. Both at once
   * store lines twice, with one warning.
   * Variable: `OTEL_LOGS_EXPORTER`. Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  logsExporters?: readonly ('stdout' | 'otlp')[] | undefined;
  /**
   * Adds standard output to `logsExporters` (true) or removes it (false). Default: left as it is.
   * Variable: `SIGHTLINE_LOGS_STDOUT`. Throws `SIGHTLINE_CONFIG_INVALID_BOOLEAN`.
   */
  logsStdout?: boolean | undefined;
  /**
   * Human form instead of JSON; `auto` (default) = when standard output is a terminal.
   * Variable: `SIGHTLINE_LOGS_PRETTY`. Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  logsPretty?: boolean | 'auto' | undefined;
  /**
   * Bytes of the longest line, 1024 to 1048576; longer ones are cut and marked. Default 32768.
   * Variable: `SIGHTLINE_LOG_MAX_LINE_BYTES`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  logMaxLineBytes?: number | undefined;
  /**
   * Lines of one message per ten seconds, 0 to 1000000; default 0 = no limit.
   * Variable: `SIGHTLINE_LOG_RATE_LIMIT`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  logRateLimit?: number | undefined;
  /**
   * Which requests get their one line: `all` (default), `errors` or `off`.
   * Variable: `SIGHTLINE_REQUEST_LOG`. Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  requestLog?: 'all' | 'errors' | 'off' | undefined;
  /**
   * Routes or paths, at most 200, whose successful requests are logged at debug level and not
   * traced. Replaces the default: /livez, /readyz, /healthz, /health, /ping, /metrics.
   * Variable: `SIGHTLINE_QUIET_ROUTES` (`none` = no quiet routes).
   * Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  quietRoutes?: readonly string[] | undefined;
  /**
   * Key names, at most 200 of at most 100 characters, to redact in addition to the built-in ones.
   * Default: none.
   * Variable: `SIGHTLINE_REDACT_KEYS`. Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  redactKeys?: readonly string[] | undefined;
  /**
   * How the user id that the application sets is written: `hash` (default) or `plain`.
   * Variable: `SIGHTLINE_USER_ID`. Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  userId?: 'hash' | 'plain' | undefined;
  /**
   * Header in which a trusted proxy names the client. Default: none, the socket's address.
   * Variable: `SIGHTLINE_CLIENT_ADDRESS_HEADER`. Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  clientAddressHeader?: string | undefined;
}

/** Promises that the service makes; each adds a gauge, the latency one also a bucket bound. */
export interface SloOptions {
  /**
   * Share of requests that do not fail, above 0 and below 1, for example 0.999. Default: none.
   * Variable: `SIGHTLINE_SLO_AVAILABILITY`. Throws `SIGHTLINE_CONFIG_INVALID_RATIO`.
   */
  availability?: number | undefined;
  /**
   * Threshold from 1 ms to 60 s and the share of requests that is faster: `'300ms'`,
   * `'1.5s@0.995'` or an object. Default: none; the share is 0.99 unless given.
   * Variable: `SIGHTLINE_SLO_LATENCY`. Throws `SIGHTLINE_CONFIG_INVALID_LATENCY`.
   */
  latency?: string | { threshold: string; objective?: number | undefined } | undefined;
}

/** Options of the metrics. */
export interface MetricOptions {
  /** Service level objectives. Throws `SIGHTLINE_CONFIG_INVALID_OPTIONS` if it is no object. */
  slo?: SloOptions | undefined;
  /**
   * Where metrics go: `prometheus` (scraped from the admin server), `otlp` (pushed), `console`, or
   * `[]` for nowhere. Default `['prometheus']`. Scraped and pushed are stored twice: one warning.
   * Variable: `OTEL_METRICS_EXPORTER`. Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  metricsExporters?: readonly ('prometheus' | 'otlp' | 'console')[] | undefined;
  /**
   * Label sets per metric, 10 to 100000, before the overflow series. Default 2000.
   * Variable: `SIGHTLINE_METRICS_MAX_LABEL_SETS`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  metricsMaxLabelSets?: number | undefined;
  /**
   * Milliseconds between two pushes, 100 to 3600000. Default 60000.
   * Variable: `OTEL_METRIC_EXPORT_INTERVAL`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  metricExportIntervalMs?: number | undefined;
  /**
   * Request methods, at most 200, reported as they are, in their exact case. Replaces the default:
   * CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE, QUERY.
   * Variable: `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS`. Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  knownHttpMethods?: readonly string[] | undefined;
}

/** Options of the traces. */
export interface TraceOptions {
  /**
   * Where spans go: `otlp` (default), `console` or `none`.
   * Variable: `OTEL_TRACES_EXPORTER`. Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  tracesExporter?: 'otlp' | 'console' | 'none' | undefined;
  /**
   * Which requests are traced. Default `parentbased_always_on`, or `parentbased_traceidratio` if
   * `samplerRatio` is given. Variable: `OTEL_TRACES_SAMPLER`.
   * Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  sampler?: SamplerName | undefined;
  /**
   * Share of traces that the ratio samplers keep, 0 to 1. Default 1.
   * Variable: `OTEL_TRACES_SAMPLER_ARG`. Throws `SIGHTLINE_CONFIG_INVALID_RATIO`, or
   * `SIGHTLINE_CONFIG_CONFLICT` beside a `sampler` that has no ratio.
   */
  samplerRatio?: number | undefined;
  /**
   * Header formats that carry the trace; `[]` for none. Default `['tracecontext', 'baggage']`.
   * Variable: `OTEL_PROPAGATORS`. Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  propagators?: readonly PropagatorName[] | undefined;
  /**
   * Spans that may wait for export, 1 to 1000000; further ones are dropped. Default 2048.
   * Variable: `OTEL_BSP_MAX_QUEUE_SIZE`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  batchMaxQueueSize?: number | undefined;
  /**
   * Most spans in one export, 1 to 100000, not above the queue. Default 512.
   * Variable: `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`, or
   * `SIGHTLINE_CONFIG_CONFLICT` if it exceeds the queue.
   */
  batchMaxExportSize?: number | undefined;
  /**
   * Milliseconds that a span waits at most before an export, 0 to 600000. Default 5000.
   * Variable: `OTEL_BSP_SCHEDULE_DELAY`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  batchScheduleDelayMs?: number | undefined;
  /**
   * Milliseconds for one export of spans, 1 to 600000; 0 = the longest. Default 30000.
   * Variable: `OTEL_BSP_EXPORT_TIMEOUT`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  batchExportTimeoutMs?: number | undefined;
}
