import type { RelabelRule } from './relabel.ts';

/** A header value, or the file that holds it and is read before each scrape. */
export type Secret = { readonly text: string } | { readonly file: string };

export type ScrapeAuth =
  | { readonly kind: 'basic'; readonly username: Secret; readonly password: Secret }
  /** `type` is the first word of the header, `Bearer` unless configured. */
  | { readonly kind: 'token'; readonly type: string; readonly credentials: Secret };

export interface ScrapeTls {
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly serverName: string | undefined;
  readonly insecureSkipVerify: boolean;
}

export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface FileDiscovery {
  /** Absolute paths, the last part may hold `*`. */
  readonly patterns: readonly string[];
  readonly refreshMs: number;
}

export type FallbackFormat = 'text' | 'openmetrics';

/** Bounds that a scrape must keep; beyond them it fails as a whole. 0 = no bound of the job's. */
export interface ScrapeLimits {
  readonly sampleLimit: number;
  readonly bodySizeLimit: number;
  readonly labelLimit: number;
  readonly labelNameLengthLimit: number;
  readonly labelValueLengthLimit: number;
}

/** One entry of `scrape_configs`, complete with its defaults. */
export interface ScrapeJob extends ScrapeLimits {
  readonly jobName: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly metricsPath: string;
  readonly scheme: 'http' | 'https';
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly honorLabels: boolean;
  readonly honorTimestamps: boolean;
  readonly staticConfigs: readonly TargetGroup[];
  readonly fileDiscovery: readonly FileDiscovery[];
  readonly auth: ScrapeAuth | undefined;
  readonly tls: ScrapeTls;
  readonly relabelRules: readonly RelabelRule[];
  readonly metricRelabelRules: readonly RelabelRule[];
  /** For targets that answer without a content type that says the format. */
  readonly fallback: FallbackFormat | undefined;
}

export const SCRAPE_INTERVAL_MS = 60_000;
export const SCRAPE_TIMEOUT_MS = 10_000;

/** A job that only has a name: the defaults of Prometheus. */
export function defaultJob(jobName: string): ScrapeJob {
  return {
    jobName,
    intervalMs: SCRAPE_INTERVAL_MS,
    timeoutMs: SCRAPE_TIMEOUT_MS,
    metricsPath: '/metrics',
    scheme: 'http',
    params: {},
    honorLabels: false,
    honorTimestamps: true,
    staticConfigs: [],
    fileDiscovery: [],
    auth: undefined,
    tls: {
      caFile: undefined,
      certFile: undefined,
      keyFile: undefined,
      serverName: undefined,
      insecureSkipVerify: false,
    },
    relabelRules: [],
    metricRelabelRules: [],
    fallback: undefined,
    sampleLimit: 0,
    bodySizeLimit: 0,
    labelLimit: 0,
    labelNameLengthLimit: 0,
    labelValueLengthLimit: 0,
  };
}
