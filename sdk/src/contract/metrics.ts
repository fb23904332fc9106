import {
  BODY_SIZE_BUCKETS_BYTES,
  DURATION_BUCKETS_SECONDS,
  GC_BUCKETS_SECONDS,
} from './buckets.ts';
import { LABEL } from './labels.ts';

export type MetricType = 'counter' | 'gauge' | 'histogram';

/** One metric family in Prometheus form. Identity labels are implied and not listed. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

const HTTP_SERVER_LABELS = [
  LABEL.method,
  LABEL.route,
  LABEL.status,
  LABEL.errorType,
  LABEL.scheme,
] as const;

function counter(name: string, help: string, labels: readonly string[] = []): MetricDefinition {
  return { name, type: 'counter', help, labels };
}

function gauge(name: string, help: string, labels: readonly string[] = []): MetricDefinition {
  return { name, type: 'gauge', help, labels };
}

function histogram(
  name: string,
  help: string,
  labels: readonly string[],
  buckets: readonly number[],
): MetricDefinition {
  return { name, type: 'histogram', help, labels, buckets };
}

/** HTTP: the RED metrics. Names and buckets are those of the OpenTelemetry HTTP conventions. */
export const HTTP_METRICS = {
  serverDuration: histogram(
    'http_server_request_duration_seconds',
    'Duration of HTTP server requests, from the first byte read to the response written.',
    HTTP_SERVER_LABELS,
    DURATION_BUCKETS_SECONDS,
  ),
  serverActive: gauge('http_server_active_requests', 'HTTP server requests that are open now.', [
    LABEL.method,
    LABEL.scheme,
  ]),
  serverRequestSize: histogram(
    'http_server_request_body_size_bytes',
    'Size of HTTP request bodies, where the client declared it.',
    HTTP_SERVER_LABELS,
    BODY_SIZE_BUCKETS_BYTES,
  ),
  serverResponseSize: histogram(
    'http_server_response_body_size_bytes',
    'Size of HTTP response bodies.',
    HTTP_SERVER_LABELS,
    BODY_SIZE_BUCKETS_BYTES,
  ),
  clientDuration: histogram(
    'http_client_request_duration_seconds',
    'Duration of outgoing HTTP requests, from creation to the end of the response.',
    [LABEL.method, LABEL.serverAddress, LABEL.serverPort, LABEL.status, LABEL.errorType],
    DURATION_BUCKETS_SECONDS,
  ),
  clientActive: gauge('http_client_active_requests', 'Outgoing HTTP requests that are open now.', [
    LABEL.method,
    LABEL.serverAddress,
    LABEL.serverPort,
  ]),
} as const;

/** Node and V8: what the process itself is doing. */
export const RUNTIME_METRICS = {
  loopDelayP50: gauge('nodejs_eventloop_delay_p50_seconds', 'Median event loop delay since the last scrape.'),
  loopDelayP90: gauge('nodejs_eventloop_delay_p90_seconds', '90th percentile of event loop delay since the last scrape.'),
  loopDelayP99: gauge('nodejs_eventloop_delay_p99_seconds', '99th percentile of event loop delay since the last scrape.'),
  loopDelayMax: gauge('nodejs_eventloop_delay_max_seconds', 'Longest event loop delay since the last scrape.'),
  loopUtilization: gauge(
    'nodejs_eventloop_utilization_ratio',
    'Share of time the event loop was busy since the last scrape, 0 to 1.',
  ),
  loopTime: counter('nodejs_eventloop_time_seconds_total', 'Time the event loop spent, by state.', [
    LABEL.loopState,
  ]),
  gcDuration: histogram(
    'v8js_gc_duration_seconds',
    'Garbage collection pauses by kind.',
    [LABEL.gcType],
    GC_BUCKETS_SECONDS,
  ),
  heapUsed: gauge('v8js_memory_heap_used_bytes', 'Heap memory in use, by space.', [LABEL.heapSpace]),
  heapLimit: gauge('v8js_memory_heap_limit_bytes', 'Heap size at which V8 gives up (whole heap).'),
  heapSpaceSize: gauge('v8js_memory_heap_space_size_bytes', 'Heap memory reserved, by space.', [
    LABEL.heapSpace,
  ]),
  activeResources: gauge('v8js_resource_active', 'Resources that keep the event loop alive, by kind.', [
    LABEL.resourceType,
  ]),
} as const;

/** The operating system's view of the process. */
export const PROCESS_METRICS = {
  cpuTime: counter('process_cpu_time_seconds_total', 'CPU time used, by mode.', [LABEL.cpuMode]),
  memoryUsage: gauge('process_memory_usage_bytes', 'Resident memory of the process.'),
  uptime: gauge('process_uptime_seconds', 'Time since the process started.'),
  fileDescriptors: gauge('process_unix_file_descriptor_count', 'Open file descriptors.'),
  startTime: gauge('process_start_time_seconds', 'Start of the process since the Unix epoch.'),
} as const;

/** Identity and objectives, joined to other series by rules and dashboards. */
export const IDENTITY_METRICS = {
  targetInfo: gauge('target_info', 'Resource attributes of this process.'),
  buildInfo: gauge('sightline_build_info', 'Version of the SDK and team that owns the service.', [
    LABEL.version,
    LABEL.team,
  ]),
  sloObjective: gauge(
    'sightline_slo_objective_ratio',
    'Share of requests that the service promises to serve well, by objective.',
    [LABEL.slo],
  ),
  sloLatencyThreshold: gauge(
    'sightline_slo_latency_threshold_seconds',
    'Duration below which a request counts as fast; `bound` is the bucket bound as text.',
    [LABEL.bound],
  ),
} as const;

/** What the SDK does with the telemetry it was given, and what that costs. */
export const SELF_METRICS = {
  logRecords: counter('sightline_log_records_total', 'Log lines written, by level.', [LABEL.level]),
  logSuppressed: counter('sightline_log_suppressed_total', 'Log lines held back by the rate limit.'),
  logTruncated: counter('sightline_log_truncated_total', 'Log lines cut to the size bound.'),
  logFieldsMoved: counter(
    'sightline_log_fields_moved_total',
    'Application log fields moved under labels or numeric_labels.',
  ),
  logsAccepted: counter('sightline_logs_accepted_total', 'Log lines accepted for delivery.'),
  logsDelivered: counter('sightline_logs_delivered_total', 'Log lines delivered.'),
  logsDropped: counter('sightline_logs_dropped_total', 'Log lines dropped, by reason.', [LABEL.reason]),
  logsExportFailures: counter(
    'sightline_logs_export_failures_total',
    'Failed attempts to deliver log lines, by reason.',
    [LABEL.reason],
  ),
  logsInFlight: gauge('sightline_logs_in_flight', 'Log lines accepted and not yet delivered.'),
  logsLastSuccess: gauge(
    'sightline_logs_last_success_timestamp_seconds',
    'When log lines were last delivered, since the Unix epoch.',
  ),
  spansAccepted: counter('sightline_spans_accepted_total', 'Sampled spans accepted for delivery.'),
  spansDelivered: counter('sightline_spans_delivered_total', 'Spans that the backend acknowledged.'),
  spansDropped: counter('sightline_spans_dropped_total', 'Spans dropped, by reason.', [LABEL.reason]),
  spansExportFailures: counter(
    'sightline_spans_export_failures_total',
    'Failed attempts to deliver spans, by reason.',
    [LABEL.reason],
  ),
  spansInFlight: gauge('sightline_spans_in_flight', 'Spans accepted and not yet acknowledged.'),
  spansLastSuccess: gauge(
    'sightline_spans_last_success_timestamp_seconds',
    'When a batch of spans was last acknowledged, since the Unix epoch.',
  ),
  cardinalityOverflow: counter(
    'sightline_cardinality_overflow_total',
    'Observations folded into the overflow series because a metric reached its cap.',
    [LABEL.metric, LABEL.label],
  ),
  cpuSeconds: counter('sightline_cpu_seconds_total', 'CPU time the SDK itself used, by part.', [
    LABEL.part,
  ]),
} as const;

/** Every metric family the SDK can emit. */
export const METRICS: readonly MetricDefinition[] = [
  ...Object.values(HTTP_METRICS),
  ...Object.values(RUNTIME_METRICS),
  ...Object.values(PROCESS_METRICS),
  ...Object.values(IDENTITY_METRICS),
  ...Object.values(SELF_METRICS),
];
