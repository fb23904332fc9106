/** Metric label names, once. Dotted OpenTelemetry names in Prometheus form. */
export const LABEL = {
  service: 'service_name',
  environment: 'deployment_environment_name',
  method: 'http_request_method',
  route: 'http_route',
  status: 'http_response_status_code',
  errorType: 'error_type',
  scheme: 'url_scheme',
  serverAddress: 'server_address',
  serverPort: 'server_port',
  overflow: 'otel_metric_overflow',
  level: 'level',
  metric: 'metric',
  label: 'label',
  reason: 'reason',
  part: 'part',
  slo: 'slo',
  bound: 'bound',
  /** Written by the text formats on histogram buckets; never a label of our own. */
  bucketBound: 'le',
  /** Tells the workers of one service apart on what does not add up. */
  worker: 'sightline_worker',
  version: 'version',
  team: 'team',
  gcType: 'v8js_gc_type',
  heapSpace: 'v8js_heap_space_name',
  cpuMode: 'cpu_mode',
  loopState: 'nodejs_eventloop_state',
  resourceType: 'v8js_resource_type',
  cacheResult: 'result',
} as const;

/** Labels that every series carries, so that scraped and OTLP services share dashboards. */
export const IDENTITY_LABELS = [LABEL.service, LABEL.environment] as const;

/** Labels of an exemplar. */
export const EXEMPLAR_LABEL = { traceId: 'trace_id', spanId: 'span_id' } as const;

/** Values of `error_type` that are neither a status code nor an exception class. */
export const ERROR_TYPE = {
  /** The client went away before the response was complete. */
  clientAborted: 'client_aborted',
  /** The request was still open when the process shut down. */
  shutdown: 'server_shutdown',
  /** The request was still open when the process died of an error or of memory. */
  crash: 'process_crash',
  /** A connection that was in use ended, and nobody had asked for it. */
  connectionLost: 'connection_lost',
  /** The convention's fallback: failed, class unknown. */
  other: '_OTHER',
} as const;

/** The convention's value for a request method outside the known list. */
export const OTHER_METHOD = '_OTHER';

/** Reasons for which telemetry is dropped, in `..._dropped_total{reason}`. */
export const DROP_REASON = {
  queueFull: 'queue_full',
  exit: 'exit',
  rejected: 'rejected',
  notRetryable: 'not_retryable',
  encode: 'encode_failed',
  spoolFull: 'spool_full',
  spoolExpired: 'spool_expired',
  spoolCorrupt: 'spool_corrupt',
} as const;
