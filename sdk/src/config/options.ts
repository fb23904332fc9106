import type { OtlpOptions } from './options-otlp.ts';
import type { ShippingOptions } from './options-shipping.ts';
import type { ContextOptions } from './options-context.ts';
import type { LogOptions, MetricOptions, TraceOptions } from './options-signals.ts';
import type { ReadyCheck } from './settings.ts';

/** Options of the SDK as a whole. */
export interface GeneralOptions {
  /**
   * False makes every call a no-op without listeners. Default true.
   * Variable: `SIGHTLINE_ENABLED`, `OTEL_SDK_DISABLED`. Throws `SIGHTLINE_CONFIG_INVALID_BOOLEAN`.
   */
  enabled?: boolean | undefined;
  /**
   * Milliseconds that the flush at the end may take, 0 to 60000. Default 5000.
   * Variable: `SIGHTLINE_SHUTDOWN_TIMEOUT_MS`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  shutdownTimeoutMs?: number | undefined;
  /**
   * Level of the SDK's own messages about itself. Default `info`.
   * Variable: `OTEL_LOG_LEVEL`. Throws `SIGHTLINE_CONFIG_INVALID_CHOICE`.
   */
  diagnosticLevel?: 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all' | undefined;
  /**
   * OpenTelemetry instrumentations to run beside the built-in ones. Default: none. No variable.
   * Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  instrumentations?: readonly unknown[] | undefined;
}

/** Who the service is, the same in all signals. */
export interface IdentityOptions {
  /**
   * Name of the service, 1 to 255 characters. Default: the name in the service's package.json, else
   * `unknown_service:node`. Variable: `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`.
   * Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  serviceName?: string | undefined;
  /**
   * Version of the service, 1 to 255 characters. Default: the version in its package.json.
   * Variable: `OTEL_RESOURCE_ATTRIBUTES`. Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  serviceVersion?: string | undefined;
  /**
   * Where the service runs, for example `production`, 1 to 255 characters. Default: NODE_ENV, else
   * `development`. Variable: `OTEL_RESOURCE_ATTRIBUTES`, `NODE_ENV`.
   * Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  environment?: string | undefined;
  /**
   * Team that gets the service's alerts, 1 to 100 characters. Default `unassigned`.
   * Variable: `SIGHTLINE_TEAM`. Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  team?: string | undefined;
  /**
   * Further attributes of the resource, at most 128 with values of at most 1024 characters, merged
   * over those of the variable. Default: what was detected about host, container and Kubernetes.
   * Variable: `OTEL_RESOURCE_ATTRIBUTES`. Throws `SIGHTLINE_CONFIG_INVALID_MAP`.
   */
  resourceAttributes?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

/** The admin server: metrics, health, status. */
export interface AdminOptions {
  /**
   * Port, 0 (any free one) to 65535, or `'off'`. Default 9464 or the next free one; `'off'` if
   * NODE_ENV is `test`. A busy port that was set here means: one warning, no admin server.
   * Variable: `SIGHTLINE_ADMIN_PORT`. Throws `SIGHTLINE_CONFIG_INVALID_PORT`.
   */
  adminPort?: number | 'off' | undefined;
  /**
   * Address to listen on. Default `0.0.0.0` in a container, else `127.0.0.1`.
   * Variable: `SIGHTLINE_ADMIN_HOST`. Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  adminHost?: string | undefined;
  /**
   * File with the bearer token of the protected paths, 1 to 4096 visible characters. Default: none.
   * Never logged. Variable: `SIGHTLINE_ADMIN_TOKEN_FILE`.
   * Throws `SIGHTLINE_CONFIG_UNREADABLE_FILE`.
   */
  adminTokenFile?: string | undefined;
  /**
   * Folder where the process announces its admin address (Prometheus file_sd). Default: none.
   * Variable: `SIGHTLINE_TARGETS_DIR`. Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  targetsDir?: string | undefined;
  /**
   * Functions by name, at most 32, that `/readyz` asks: throwing, rejecting or false = not ready.
   * Default: none. No variable. Throws `SIGHTLINE_CONFIG_INVALID_MAP`.
   */
  readyChecks?: Readonly<Record<string, ReadyCheck>> | undefined;
  /**
   * Milliseconds for one readiness check, 10 to 60000. Default 1000.
   * Variable: `SIGHTLINE_READY_CHECK_TIMEOUT_MS`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  readyCheckTimeoutMs?: number | undefined;
}

/**
 * What `init()` takes. Everything is optional and `undefined` means "not given". An option beats
 * its environment variable, which beats the default; a wrong option throws `SightlineConfigError`,
 * as does one that does not exist (`SIGHTLINE_CONFIG_UNKNOWN_OPTION`).
 */
export interface InitOptions
  extends
    GeneralOptions,
    IdentityOptions,
    AdminOptions,
    LogOptions,
    ShippingOptions,
    MetricOptions,
    TraceOptions,
    ContextOptions,
    OtlpOptions {}
