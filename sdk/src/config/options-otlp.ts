import type { OtlpProtocol } from './settings.ts';

/** Overrides of the general `otlp...` options for one signal; what is left out is inherited. */
export interface OtlpSignalOptions {
  /**
   * Full address for this signal, used as it is: for `http/protobuf` with its path.
   * Default: the general endpoint. Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_ENDPOINT`.
   * Throws `SIGHTLINE_CONFIG_INVALID_URL`.
   */
  endpoint?: string | undefined;
  /**
   * `grpc` or `http/protobuf`. Default: the general protocol.
   * Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_PROTOCOL`. Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  protocol?: OtlpProtocol | undefined;
  /**
   * Headers or gRPC metadata, added to the general ones. Never logged.
   * Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_HEADERS`. Throws `SIGHTLINE_CONFIG_INVALID_MAP`.
   */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Milliseconds for one export, 1 to 600000; 0 = the longest. Default: the general time-out.
   * Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_TIMEOUT`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  timeoutMs?: number | undefined;
  /**
   * `none` or `gzip`. Default: the general compression.
   * Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_COMPRESSION`. Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  compression?: 'none' | 'gzip' | undefined;
  /**
   * PEM file with the certificates to trust. Default: the general file.
   * Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_CERTIFICATE`.
   * Throws `SIGHTLINE_CONFIG_UNREADABLE_FILE`.
   */
  certificateFile?: string | undefined;
  /**
   * PEM file with this client's private key. Default: the general file. Never logged.
   * Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_CLIENT_KEY`.
   * Throws `SIGHTLINE_CONFIG_UNREADABLE_FILE`, or `SIGHTLINE_CONFIG_CONFLICT` without certificate.
   */
  clientKeyFile?: string | undefined;
  /**
   * PEM file with this client's certificate. Default: the general file.
   * Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_CLIENT_CERTIFICATE`.
   * Throws `SIGHTLINE_CONFIG_UNREADABLE_FILE`, or `SIGHTLINE_CONFIG_CONFLICT` without key.
   */
  clientCertificateFile?: string | undefined;
  /**
   * True = plain text to a gRPC endpoint without scheme. Default: the general setting.
   * Variable: `OTEL_EXPORTER_OTLP_<SIGNAL>_INSECURE`. Throws `SIGHTLINE_CONFIG_INVALID_BOOLEAN`.
   */
  insecure?: boolean | undefined;
}

/** Where telemetry goes over OTLP, for all signals unless one of them overrides it. */
export interface OtlpOptions {
  /**
   * Address of the receiver, `http://host:port` or `https://host:port`; gRPC also takes
   * `host:port` and `unix://path`. For `http/protobuf`, `/v1/traces`, `/v1/metrics` or `/v1/logs`
   * is appended. Default `http://localhost:4317` for grpc, `http://localhost:4318` for
   * http/protobuf. Variable: `OTEL_EXPORTER_OTLP_ENDPOINT`. Throws `SIGHTLINE_CONFIG_INVALID_URL`.
   */
  otlpEndpoint?: string | undefined;
  /**
   * Transport, `grpc` (default) or `http/protobuf`. Variable: `OTEL_EXPORTER_OTLP_PROTOCOL`.
   * Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  otlpProtocol?: OtlpProtocol | undefined;
  /**
   * Headers or gRPC metadata, at most 128; none by default. Never logged.
   * Variable: `OTEL_EXPORTER_OTLP_HEADERS`. Throws `SIGHTLINE_CONFIG_INVALID_MAP`.
   */
  otlpHeaders?: Readonly<Record<string, string>> | undefined;
  /**
   * Milliseconds for one export, 1 to 600000; 0 = the longest. Default 10000.
   * Variable: `OTEL_EXPORTER_OTLP_TIMEOUT`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  otlpTimeoutMs?: number | undefined;
  /**
   * `none` (default) or `gzip`. Variable: `OTEL_EXPORTER_OTLP_COMPRESSION`.
   * Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  otlpCompression?: 'none' | 'gzip' | undefined;
  /**
   * PEM file with the certificates to trust. Default: the system's trust store.
   * Variable: `OTEL_EXPORTER_OTLP_CERTIFICATE`. Throws `SIGHTLINE_CONFIG_UNREADABLE_FILE`.
   */
  otlpCertificateFile?: string | undefined;
  /**
   * PEM file with this client's private key; none by default. Never logged.
   * Variable: `OTEL_EXPORTER_OTLP_CLIENT_KEY`. Throws `SIGHTLINE_CONFIG_UNREADABLE_FILE`, or
   * `SIGHTLINE_CONFIG_CONFLICT` without `otlpClientCertificateFile`.
   */
  otlpClientKeyFile?: string | undefined;
  /**
   * PEM file with this client's certificate; none by default.
   * Variable: `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE`. Throws `SIGHTLINE_CONFIG_UNREADABLE_FILE`,
   * or `SIGHTLINE_CONFIG_CONFLICT` without `otlpClientKeyFile`.
   */
  otlpClientCertificateFile?: string | undefined;
  /**
   * True = plain text to a gRPC endpoint without scheme; default false = TLS. A scheme decides by
   * itself. Variable: `OTEL_EXPORTER_OTLP_INSECURE`. Throws `SIGHTLINE_CONFIG_INVALID_BOOLEAN`.
   */
  otlpInsecure?: boolean | undefined;
  /** Overrides for traces. Throws `SIGHTLINE_CONFIG_INVALID_OPTIONS` if it is no object. */
  otlpTraces?: OtlpSignalOptions | undefined;
  /** Overrides for metrics. Throws `SIGHTLINE_CONFIG_INVALID_OPTIONS` if it is no object. */
  otlpMetrics?: OtlpSignalOptions | undefined;
  /** Overrides for logs. Throws `SIGHTLINE_CONFIG_INVALID_OPTIONS` if it is no object. */
  otlpLogs?: OtlpSignalOptions | undefined;
}
