import {
  BODY_SIZE_BUCKETS_BYTES,
  DURATION_BUCKETS_SECONDS,
  GC_BUCKETS_SECONDS,
} from './buckets.ts';
import { counter, gauge, histogram, type MetricDefinition } from './definition.ts';
import { LABEL } from './labels.ts';
import { OPERATION_METRICS } from './metrics-operations.ts';
import { SELF_METRICS } from './metrics-self.ts';

const HTTP_SERVER_LABELS = [
  LABEL.method,
  LABEL.route,
  LABEL.status,
  LABEL.errorType,
  LABEL.scheme,
] as const;

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
  loopDelayP50: gauge(
    'nodejs_eventloop_delay_p50_seconds',
    'Median event loop delay since the last scrape.',
  ),
  loopDelayP90: gauge(
    'nodejs_eventloop_delay_p90_seconds',
    '90th percentile of event loop delay since the last scrape.',
  ),
  loopDelayP99: gauge(
    'nodejs_eventloop_delay_p99_seconds',
    '99th percentile of event loop delay since the last scrape.',
  ),
  loopDelayMax: gauge(
    'nodejs_eventloop_delay_max_seconds',
    'Longest event loop delay since the last scrape.',
  ),
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
  heapUsed: gauge('v8js_memory_heap_used_bytes', 'Heap memory in use, by space.', [
    LABEL.heapSpace,
  ]),
  heapLimit: gauge('v8js_memory_heap_limit_bytes', 'Heap size at which V8 gives up (whole heap).'),
  heapSpaceSize: gauge('v8js_memory_heap_space_size_bytes', 'Heap memory reserved, by space.', [
    LABEL.heapSpace,
  ]),
  activeResources: gauge(
    'v8js_resource_active',
    'Resources that keep the event loop alive, by kind.',
    [LABEL.resourceType],
  ),
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

/** Every metric family the SDK can emit. */
export const METRICS: readonly MetricDefinition[] = [
  ...Object.values(HTTP_METRICS),
  ...OPERATION_METRICS,
  ...Object.values(RUNTIME_METRICS),
  ...Object.values(PROCESS_METRICS),
  ...Object.values(IDENTITY_METRICS),
  ...Object.values(SELF_METRICS),
];
