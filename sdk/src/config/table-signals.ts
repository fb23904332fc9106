import { choice, choiceList, integer, openRatio, ratio, timeout, wordList } from './kinds.ts';
import { latency } from './kinds-text.ts';
import { row } from './row.ts';
import type { PropagatorName, SamplerName } from './settings.ts';

export const KNOWN_METHODS = 'CONNECT,DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT,TRACE,QUERY'.split(
  ',',
);

const SAMPLERS: readonly SamplerName[] = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];
const PROPAGATORS: readonly PropagatorName[] = ['tracecontext', 'baggage', 'b3', 'b3multi'];
const DEFAULT_PROPAGATORS: readonly PropagatorName[] = ['tracecontext', 'baggage'];
const PROMETHEUS: readonly ('prometheus' | 'otlp' | 'console')[] = ['prometheus'];
const METRICS_GROUP = 'Service level objectives and metrics';

export const SLO_ROWS = {
  sloAvailability: row({
    option: 'slo.availability',
    variables: ['SIGHTLINE_SLO_AVAILABILITY'],
    group: METRICS_GROUP,
    kind: openRatio,
    fallback: undefined,
    defaultText: 'none',
    example: '0.999',
    mayBeLogged: true,
    description: 'Promised share of requests that do not fail.',
  }),
  sloLatency: row({
    option: 'slo.latency',
    variables: ['SIGHTLINE_SLO_LATENCY'],
    group: METRICS_GROUP,
    kind: latency,
    fallback: undefined,
    defaultText: 'none; 0.99 as the share of a threshold without `@`',
    example: "'300ms@0.995'",
    mayBeLogged: true,
    description: 'Promised latency: a threshold and the share of requests that is faster.',
  }),
};

export const METRIC_ROWS = {
  metricsExporters: row({
    option: 'metricsExporters',
    variables: ['OTEL_METRICS_EXPORTER'],
    group: METRICS_GROUP,
    kind: choiceList(['prometheus', 'otlp', 'console']),
    fallback: PROMETHEUS,
    example: "['otlp']",
    mayBeLogged: true,
    description: 'Where metrics go: scraped from the admin server, pushed, printed, or nowhere.',
  }),
  metricsMaxLabelSets: row({
    option: 'metricsMaxLabelSets',
    variables: ['SIGHTLINE_METRICS_MAX_LABEL_SETS'],
    group: METRICS_GROUP,
    kind: integer(10, 100_000, 'label sets'),
    fallback: 2000,
    example: '5000',
    mayBeLogged: true,
    description: 'Label sets per metric before further ones go to one counted overflow series.',
  }),
  metricExportIntervalMs: row({
    option: 'metricExportIntervalMs',
    variables: ['OTEL_METRIC_EXPORT_INTERVAL'],
    group: METRICS_GROUP,
    kind: integer(100, 3_600_000, 'milliseconds'),
    fallback: 60_000,
    example: '15000',
    mayBeLogged: true,
    description: 'Time between two pushes of the otlp and console metrics exporters.',
  }),
  knownHttpMethods: row({
    option: 'knownHttpMethods',
    variables: ['OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'],
    group: METRICS_GROUP,
    kind: wordList(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}$/, 'HTTP methods, in their exact case'),
    fallback: KNOWN_METHODS,
    example: "['GET', 'HEAD', 'POST', 'PURGE']",
    mayBeLogged: true,
    description: 'Request methods that are reported as they are; others share one bucket.',
  }),
  logsExporters: row({
    option: 'logsExporters',
    variables: ['OTEL_LOGS_EXPORTER'],
    group: 'Logs',
    kind: choiceList(['stdout', 'otlp'], { console: 'stdout' }),
    fallback: undefined,
    defaultText: '`stdout`',
    example: "['otlp']",
    mayBeLogged: true,
    description: 'Where log lines go; `console` is the OpenTelemetry word for `stdout`.',
  }),
};

export const TRACE_ROWS = {
  tracesExporter: row({
    option: 'tracesExporter',
    variables: ['OTEL_TRACES_EXPORTER'],
    group: 'Traces',
    kind: choice(['otlp', 'console', 'none']),
    fallback: 'otlp',
    example: "'none'",
    mayBeLogged: true,
    description: 'Where spans go; one exporter.',
  }),
  sampler: row({
    option: 'sampler',
    variables: ['OTEL_TRACES_SAMPLER'],
    group: 'Traces',
    kind: choice(SAMPLERS),
    fallback: 'parentbased_always_on',
    defaultText: '`parentbased_always_on`, or `parentbased_traceidratio` if code sets samplerRatio',
    example: "'parentbased_traceidratio'",
    mayBeLogged: true,
    description: 'Which requests are traced; the parent-based ones follow the caller.',
  }),
  samplerRatio: row({
    option: 'samplerRatio',
    variables: ['OTEL_TRACES_SAMPLER_ARG'],
    group: 'Traces',
    kind: ratio,
    fallback: 1,
    example: '0.1',
    mayBeLogged: true,
    description: 'Share of traces that the ratio samplers keep; others do not read the variable.',
  }),
  propagators: row({
    option: 'propagators',
    variables: ['OTEL_PROPAGATORS'],
    group: 'Traces',
    kind: choiceList(PROPAGATORS),
    fallback: DEFAULT_PROPAGATORS,
    example: "['tracecontext', 'b3']",
    mayBeLogged: true,
    description: 'Header formats that carry the trace from service to service.',
  }),
  batchMaxQueueSize: row({
    option: 'batchMaxQueueSize',
    variables: ['OTEL_BSP_MAX_QUEUE_SIZE'],
    group: 'Traces',
    kind: integer(1, 1_000_000, 'spans'),
    fallback: 2048,
    example: '8192',
    mayBeLogged: true,
    description: 'Spans that wait for export; further ones are dropped and counted.',
  }),
  batchMaxExportSize: row({
    option: 'batchMaxExportSize',
    variables: ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'],
    group: 'Traces',
    kind: integer(1, 100_000, 'spans'),
    fallback: 512,
    defaultText: '512, or the size of a smaller queue',
    example: '1024',
    mayBeLogged: true,
    description: 'Most spans in one export; not more than the queue holds.',
  }),
  batchScheduleDelayMs: row({
    option: 'batchScheduleDelayMs',
    variables: ['OTEL_BSP_SCHEDULE_DELAY'],
    group: 'Traces',
    kind: integer(0, 600_000, 'milliseconds'),
    fallback: 5000,
    example: '1000',
    mayBeLogged: true,
    description: 'Longest time that a span waits before an export starts.',
  }),
  batchExportTimeoutMs: row({
    option: 'batchExportTimeoutMs',
    variables: ['OTEL_BSP_EXPORT_TIMEOUT'],
    group: 'Traces',
    kind: timeout,
    fallback: 30_000,
    example: '10000',
    mayBeLogged: true,
    description: 'Longest time that one export of spans may take, retries included.',
  }),
};
