import { pathOf, readAuthorization, readBasicAuth, readTls } from './config-auth.ts';
import type { ConfigNode } from './config-node.ts';
import { readRelabel } from './config-relabel.ts';
import { defaultJob, type FileDiscovery, type ScrapeJob, type TargetGroup } from './job.ts';
import { durationMs, sizeBytes } from './units.ts';

type MutableJob = { -readonly [K in keyof ScrapeJob]: ScrapeJob[K] };
type Reader = (job: MutableJob, value: ConfigNode) => void;

/** How often files of targets are looked at, unless configured. */
const FILE_REFRESH_MS = 300_000;

const FALLBACKS = [
  'openmetricstext1.0.0',
  'openmetricstext0.0.1',
  'prometheustext0.0.4',
  'prometheustext1.0.0',
] as const;

/** Members of a scrape configuration that change what is scraped. */
const READERS: Readonly<Record<string, Reader>> = {
  job_name: (job, value) => (job.jobName = value.text()),
  scrape_interval: (job, value) => (job.intervalMs = durationMs(value)),
  scrape_timeout: (job, value) => (job.timeoutMs = durationMs(value)),
  metrics_path: (job, value) => (job.metricsPath = value.text()),
  scheme: (job, value) => (job.scheme = value.oneOf(['http', 'https'])),
  params: (job, value) => (job.params = readParams(value)),
  honor_labels: (job, value) => (job.honorLabels = value.bool()),
  honor_timestamps: (job, value) => (job.honorTimestamps = value.bool()),
  static_configs: (job, value) => (job.staticConfigs = value.items().map(readGroup)),
  file_sd_configs: (job, value) => (job.fileDiscovery = value.items().map(readFileDiscovery)),
  basic_auth: (job, value) => (job.auth = readBasicAuth(value)),
  authorization: (job, value) => (job.auth = readAuthorization(value)),
  tls_config: (job, value) => (job.tls = readTls(value)),
  relabel_configs: (job, value) => (job.relabelRules = readRelabel(value)),
  metric_relabel_configs: (job, value) => (job.metricRelabelRules = readRelabel(value)),
  sample_limit: (job, value) => (job.sampleLimit = value.count()),
  body_size_limit: (job, value) => (job.bodySizeLimit = sizeBytes(value)),
  label_limit: (job, value) => (job.labelLimit = value.count()),
  label_name_length_limit: (job, value) => (job.labelNameLengthLimit = value.count()),
  label_value_length_limit: (job, value) => (job.labelValueLengthLimit = value.count()),
  fallback_scrape_protocol: (job, value) => {
    job.fallback = value.oneOf(FALLBACKS).startsWith('open') ? 'openmetrics' : 'text';
  },
  follow_redirects: (_job, value) => {
    if (value.bool()) throw value.error('redirects are not followed here; set it to false');
  },
};

/** Members that change nothing here: what is asked for, and how it is kept, is fixed. */
const UNUSED: ReadonlySet<string> = new Set([
  'always_scrape_classic_histograms',
  'convert_classic_histograms_to_nhcb',
  'enable_compression',
  'enable_http2',
  'keep_dropped_targets',
  'metric_name_escaping_scheme',
  'metric_name_validation_scheme',
  'native_histogram_bucket_limit',
  'native_histogram_min_bucket_factor',
  'scrape_classic_histograms',
  'scrape_native_histograms',
  'scrape_protocols',
  'target_limit',
  'track_timestamps_staleness',
]);

/**
 * One entry of `scrape_configs`. What is not used is added to `notUsed`.
 * @throws ConfigError for a member that would change what is scraped and is not supported.
 */
export function readJob(
  node: ConfigNode,
  intervalMs: number,
  timeoutMs: number,
  notUsed: string[],
): ScrapeJob {
  const job: MutableJob = { ...defaultJob(''), intervalMs, timeoutMs: 0 };
  for (const [key, value] of node.entries()) {
    if (UNUSED.has(key)) {
      notUsed.push(value.path);
      continue;
    }
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (reader === undefined) throw value.error(refusal(key));
    if (!value.isEmpty) reader(job, value);
  }
  if (job.jobName === '') throw node.error('a job needs job_name');
  // An interval below the global timeout brings the timeout down, unless the job sets its own.
  if (job.timeoutMs === 0) job.timeoutMs = Math.min(timeoutMs, job.intervalMs);
  if (job.timeoutMs > job.intervalMs) {
    const [timeout, interval] = [`${job.timeoutMs} ms`, `${job.intervalMs} ms`];
    throw node.error(`scrape_timeout (${timeout}) is longer than scrape_interval (${interval})`);
  }
  return job;
}

function refusal(key: string): string {
  if (key.endsWith('_sd_configs')) {
    return 'this way to find targets is not supported here; use static_configs or file_sd_configs';
  }
  const known = [...Object.keys(READERS), ...UNUSED].sort().join(', ');
  return `is not supported here; known: ${known}`;
}

function readParams(node: ConfigNode): Record<string, readonly string[]> {
  const params = node.entries().map(([name, value]) => {
    return [name, value.items().map((item) => item.text())] as const;
  });
  return Object.fromEntries(params);
}

/** A group of targets, in a configuration or in a file of targets. */
export function readGroup(node: ConfigNode): TargetGroup {
  let targets: string[] = [];
  let labels: Record<string, string> = {};
  for (const [key, value] of node.entries()) {
    if (key === 'targets') targets = value.items().map(readAddress);
    else if (key === 'labels') {
      labels = Object.fromEntries(value.entries().map(([name, text]) => [name, text.text()]));
    } else throw value.error('is not known here; allowed: targets, labels');
  }
  return { targets, labels };
}

function readAddress(node: ConfigNode): string {
  const address = node.text();
  if (address !== '' && !address.includes('/')) return address;
  throw node.error(`${node.shown()} is not host:port; scheme and path have members of their own`);
}

function readFileDiscovery(node: ConfigNode): FileDiscovery {
  let patterns: string[] = [];
  let refreshMs = FILE_REFRESH_MS;
  for (const [key, value] of node.entries()) {
    if (key === 'files') patterns = value.items().map(readPattern);
    else if (key === 'refresh_interval') refreshMs = durationMs(value);
    else throw value.error('is not known here; allowed: files, refresh_interval');
  }
  if (patterns.length === 0) throw node.error('needs at least one path in files');
  return { patterns, refreshMs };
}

function readPattern(node: ConfigNode): string {
  const path = pathOf(node);
  if (/^[^*]*(?:\*[^/*]*)?\.(?:json|ya?ml)$/i.test(path)) return path;
  throw node.error(
    `${node.shown()} has to end in .json, .yml or .yaml, with * in its last part only`,
  );
}
