import type { LogLevel } from '../contract/index.ts';

/** A latency promise: this share of requests is faster than the threshold. */
export interface LatencyObjective {
  readonly thresholdSeconds: number;
  /** Between 0 and 1, both excluded. */
  readonly objective: number;
}

export type OtlpProtocol = 'grpc' | 'http/protobuf';

/** Where and how one signal goes over OTLP, after per-signal variables were applied. */
export interface OtlpSettings {
  /** For gRPC the origin with its scheme, or `unix://path`; for HTTP the full URL of the signal. */
  readonly endpoint: string;
  readonly protocol: OtlpProtocol;
  /** Names in lower case; general and per-signal ones merged. Secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly compression: 'none' | 'gzip';
  /** PEM contents, read once at start; undefined = the system's trust store. */
  readonly certificate: Buffer | undefined;
  readonly clientKey: Buffer | undefined;
  readonly clientCertificate: Buffer | undefined;
  /** True = plain text (http, unix, or gRPC without scheme and with the variable set). */
  readonly insecure: boolean;
}

/** The direct way of log lines to Elasticsearch. */
export interface ElasticsearchSettings {
  /** Without credentials and without a slash at the end. */
  readonly url: string;
  /** Value of the header; undefined = none. Secret. */
  readonly authorization: string | undefined;
  /** Absolute; read again when the key is refused. */
  readonly apiKeyFile: string | undefined;
  /** PEM contents; undefined = the trust store of Node. */
  readonly ca: Buffer | undefined;
  /** Data stream or index. */
  readonly index: string;
}

/** The disk that bridges outages. */
export interface SpoolSettings {
  /** Absolute. */
  readonly dir: string;
  /** Per process and signal. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio';

export type PropagatorName = 'tracecontext' | 'baggage' | 'b3' | 'b3multi';

/** A readiness check: false, a rejection or a throw = not ready; anything else = ready. */
export type ReadyCheck = () => unknown;

/** Everything decided at start, frozen. Code beats environment beats default. */
export interface Settings {
  readonly enabled: boolean;

  readonly serviceName: string;
  readonly serviceVersion: string | undefined;
  readonly environment: string;
  readonly team: string;
  /** Extra resource attributes, identity included; strings only. */
  readonly resourceAttributes: Readonly<Record<string, string>>;

  /** `off` = no admin server; 0 = any free port. */
  readonly adminPort: number | 'off';
  /** True when code or environment named the port; a busy default moves to the next free one. */
  readonly adminPortExplicit: boolean;
  readonly adminHost: string;
  /** Contents of the token file, trimmed; undefined = none. */
  readonly adminToken: string | undefined;
  readonly targetsDir: string | undefined;
  readonly readyChecks: Readonly<Record<string, ReadyCheck>>;
  readonly readyCheckTimeoutMs: number;

  readonly logLevel: LogLevel | 'silent';
  readonly logsStdout: boolean;
  /** Human form instead of JSON. `auto` = when stdout is a terminal. */
  readonly logsPretty: boolean | 'auto';
  readonly logMaxLineBytes: number;
  /** Lines of one message per ten seconds; 0 = no limit. */
  readonly logRateLimit: number;
  readonly requestLog: 'all' | 'errors' | 'off';
  /** Routes or paths whose successful requests are logged at debug level and not traced. */
  readonly quietRoutes: readonly string[];
  /** Key names to redact in addition to the built-in ones. */
  readonly redactKeys: readonly string[];
  readonly userId: 'hash' | 'plain';
  /** Header (lower case) that names the client behind a proxy; undefined = the socket's address. */
  readonly clientAddressHeader: string | undefined;

  readonly sloAvailability: number | undefined;
  readonly sloLatency: LatencyObjective | undefined;
  readonly metricsMaxLabelSets: number;

  readonly tracesExporter: 'otlp' | 'console' | 'none';
  readonly metricsExporters: readonly ('prometheus' | 'otlp' | 'console')[];
  readonly logsExporters: readonly ('stdout' | 'otlp')[];
  /** undefined = lines are not sent to Elasticsearch directly. */
  readonly logsElasticsearch: ElasticsearchSettings | undefined;
  /** undefined = nothing is ever written to disk. */
  readonly spool: SpoolSettings | undefined;
  readonly otlpTraces: OtlpSettings;
  readonly otlpMetrics: OtlpSettings;
  readonly otlpLogs: OtlpSettings;
  readonly sampler: SamplerName;
  /** Share of traces kept by the ratio samplers, 0 to 1. */
  readonly samplerRatio: number;
  readonly batchMaxQueueSize: number;
  readonly batchMaxExportSize: number;
  readonly batchScheduleDelayMs: number;
  readonly batchExportTimeoutMs: number;
  readonly metricExportIntervalMs: number;
  readonly propagators: readonly PropagatorName[];
  readonly knownHttpMethods: readonly string[];
  /** Packages that are left alone. */
  readonly librariesOff: readonly string[];
  /** Whether requests continue the trace of their caller. */
  readonly trustIncomingTrace: boolean;
  /** Longest turn of the event loop that is not told; 0 = none is. */
  readonly stallThresholdMs: number;
  /** Hosts (lower case) that are told the baggage; undefined = all. */
  readonly baggageHosts: readonly string[] | undefined;
  /** OpenTelemetry instrumentations to run beside the built-in ones (code only). */
  readonly instrumentations: readonly unknown[];

  readonly shutdownTimeoutMs: number;
  /** Level of the SDK's own diagnostics (OTEL_LOG_LEVEL). */
  readonly diagnosticLevel: 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';
}
