import { RESOURCE } from '../contract/index.ts';
import { safeUrl } from './display.ts';
import type { Resolution } from './resolve.ts';
import type { OtlpSettings } from './settings.ts';
import { SDK_VERSION } from './version.ts';

/** A detected library and how it is observed, or why it is not. */
export interface LibraryReport {
  readonly name: string;
  readonly version: string | undefined;
  /** A few words: `server requests`, `not observed: loaded before the SDK`. */
  readonly observed: string;
}

/** Where a signal goes, and which setting said so. */
export interface Destination {
  readonly to: string;
  readonly from: string;
}

/** Fields of the one line at start. */
export interface StartLine {
  readonly versions: { readonly sightline: string; readonly node: string };
  readonly identity: Readonly<Record<string, string>>;
  readonly logs: Destination;
  readonly metrics: Destination;
  readonly traces: Destination;
  /** Address of the admin server, or `off`. */
  readonly admin: Destination;
  /** Every option that was set: value (redacted unless it may be shown) and source. */
  readonly configured: Readonly<Record<string, string>>;
  readonly libraries: readonly LibraryReport[];
}

/** Attributes that tell which process this is. Others may hold anything, so they stay out. */
const SHOWN_IDENTITY: Readonly<Record<string, string>> = {
  namespace: RESOURCE.serviceNamespace,
  instance: RESOURCE.serviceInstanceId,
  host: RESOURCE.hostName,
  container: RESOURCE.containerId,
  pod: RESOURCE.k8sPodName,
  kubernetesNamespace: RESOURCE.k8sNamespace,
  kubernetesNode: RESOURCE.k8sNode,
};

/**
 * What support needs to know about a running service, without a secret.
 * @param adminAddress where the admin server really listens; undefined = not at all (or not yet).
 */
export function startLine(
  resolution: Resolution,
  libraries: readonly LibraryReport[],
  adminAddress: string | undefined,
): StartLine {
  const { settings, sources, given } = resolution;
  const off = settings.adminPort === 'off';
  return {
    versions: { sightline: SDK_VERSION, node: process.versions.node },
    identity: identityFields(resolution),
    logs: logsDestination(resolution),
    metrics: destination(settings.metricsExporters, settings.otlpMetrics, from(sources, 'metrics')),
    traces: destination([settings.tracesExporter], settings.otlpTraces, from(sources, 'traces')),
    admin: {
      to: adminAddress ?? (off ? 'off' : 'not listening'),
      from: sources['adminPort'] ?? 'default',
    },
    configured: Object.fromEntries(
      given.map(({ option, value, source }) => [option, `${value} (${source})`]),
    ),
    libraries,
  };
}

function identityFields({ settings }: Resolution): Record<string, string> {
  const fields: Record<string, string> = {
    name: settings.serviceName,
    environment: settings.environment,
    team: settings.team,
  };
  if (settings.serviceVersion !== undefined) fields['version'] = settings.serviceVersion;
  for (const [field, attribute] of Object.entries(SHOWN_IDENTITY)) {
    const value = settings.resourceAttributes[attribute];
    if (value !== undefined) fields[field] = value;
  }
  return fields;
}

/** The exporter's source, and the endpoint's where that was set as well. */
function from(
  sources: Readonly<Record<string, string>>,
  signal: 'logs' | 'metrics' | 'traces',
): { readonly exporter: string; readonly endpoint: string } {
  const name = signal.charAt(0).toUpperCase() + signal.slice(1);
  const single = signal === 'traces' ? 'tracesExporter' : `${signal}Exporters`;
  const stdout = signal === 'logs' ? sources['logsStdout'] : undefined;
  const exporter = sources[single] ?? 'default';
  return {
    exporter: exporter === 'default' && stdout !== undefined ? stdout : exporter,
    endpoint: sources[`otlp${name}.endpoint`] ?? 'default',
  };
}

/** Lines may also go to Elasticsearch directly. */
function logsDestination({ settings, sources }: Resolution): Destination {
  const others = destination(settings.logsExporters, settings.otlpLogs, from(sources, 'logs'));
  const direct = settings.logsElasticsearch;
  if (direct === undefined) return others;
  const to = `elasticsearch ${safeUrl(direct.url) ?? 'url'} ${direct.index}`;
  const source = sources['logsElasticsearchUrl'] ?? 'default';
  if (settings.logsExporters.length === 0) return { to, from: source };
  return { to: `${to}, ${others.to}`, from: `${source}, ${others.from}` };
}

function destination(
  exporters: readonly string[],
  otlp: OtlpSettings,
  source: { readonly exporter: string; readonly endpoint: string },
): Destination {
  if (exporters.length === 0 || exporters[0] === 'none') {
    return { to: 'nowhere', from: source.exporter };
  }
  const usesOtlp = exporters.includes('otlp');
  const to = exporters.map((exporter) =>
    exporter === 'otlp'
      ? `otlp ${otlp.protocol} ${safeUrl(otlp.endpoint) ?? 'endpoint'}`
      : exporter,
  );
  const named = usesOtlp && source.endpoint !== source.exporter && source.endpoint !== 'default';
  return {
    to: to.join(', '),
    from: named ? `${source.exporter}, endpoint: ${source.endpoint}` : source.exporter,
  };
}
