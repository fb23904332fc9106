/** What is compared: each variant is the same service, observed in another way. */
import { fileURLToPath } from 'node:url';
import { HTTP_METRICS } from '../src/contract/index.ts';

export const FRAMEWORKS = ['fastify', 'express', 'http'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

export interface VariantPorts {
  readonly service: number;
  /** Where the variant serves Prometheus text, when it does. */
  readonly metrics: number;
  readonly otlp: number;
}

export interface Variant {
  readonly name: string;
  readonly describe: string;
  /** Arguments of node before the service's own. */
  readonly nodeArgs: readonly string[];
  readonly env: (ports: VariantPorts) => Record<string, string>;
  /** What must arrive for the variant to count; absent = not its job. */
  readonly checks: Checks;
}

export interface Checks {
  /** Text that every request line contains, and the pattern of its trace id. */
  readonly logLine?: { readonly marker: string; readonly traceId: RegExp };
  /** At least this many spans per request. */
  readonly spansPerRequest?: number;
  /** Prometheus histogram on the metrics port whose count must equal the requests. */
  readonly histogram?: string;
  /** The same over OTLP: any of these instruments, reported at the latest at shutdown. */
  readonly otlpHistograms?: readonly string[];
}

const PINO_HTTP_LINE = {
  marker: '"msg":"request completed"',
  traceId: /"trace_id":"[0-9a-f]{32}"/,
};
/** Spans may be dropped under saturation; up to this share is not an error of the harness. */
const SPANS_PER_REQUEST = 0.95;

function otlp(ports: VariantPorts): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: 'orders',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports.otlp}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    // The same for everyone: what is left of a slice is sent soon enough to be counted with it.
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  };
}

export const VARIANTS: readonly Variant[] = [
  {
    name: 'bare',
    describe: 'the service alone: no log line, no metric, no span',
    nodeArgs: [],
    env: () => ({}),
    checks: {},
  },
  {
    name: 'diy',
    describe:
      'pino-http, prom-client, NodeSDK with getNodeAutoInstrumentations, batches over OTLP gRPC',
    nodeArgs: ['--require', fileURLToPath(new URL('apps/diy.cjs', import.meta.url))],
    env: (ports) => ({
      ...otlp(ports),
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      BENCH_LOGS: 'pino-http',
      BENCH_METRICS_PORT: String(ports.metrics),
    }),
    checks: {
      logLine: PINO_HTTP_LINE,
      spansPerRequest: SPANS_PER_REQUEST,
      histogram: 'http_request_duration_seconds',
    },
  },
  {
    name: 'otel',
    describe:
      '@opentelemetry/auto-instrumentations-node/register with traces, metrics and logs over ' +
      'OTLP gRPC, and pino-http',
    nodeArgs: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
    env: (ports) => ({
      ...otlp(ports),
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      BENCH_LOGS: 'pino-http',
    }),
    checks: {
      logLine: PINO_HTTP_LINE,
      spansPerRequest: SPANS_PER_REQUEST,
      otlpHistograms: ['http.server.request.duration', 'http.server.duration'],
    },
  },
  {
    name: 'sightline',
    describe: 'node --import sightline/register: log line, metrics and span of every request',
    nodeArgs: ['--import', 'sightline/register'],
    env: (ports) => ({ ...otlp(ports), SIGHTLINE_ADMIN_PORT: String(ports.metrics) }),
    checks: {
      logLine: {
        marker: '"dataset":"http.server"',
        traceId: /"trace":\{"id":"[0-9a-f]{32}"|"trace\.id":"[0-9a-f]{32}"/,
      },
      spansPerRequest: SPANS_PER_REQUEST,
      histogram: HTTP_METRICS.serverDuration.name,
    },
  },
];

/** A second bare service: what two equal configurations differ by is the noise of this run. */
export const CONTROL: Variant = {
  ...(VARIANTS[0] as Variant),
  name: 'bare again',
  describe: 'a second bare service, to show how far two equal configurations differ (A/A)',
};
