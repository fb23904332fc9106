import { type ContainerFacts, containerFacts } from './container.ts';
import type { ConfigWarning } from './errors.ts';
import { Files } from './files.ts';
import { type Host, realHost } from './host.ts';
import { type Identity, identify } from './identity.ts';
import type { InitOptions } from './options.ts';
import { type GivenOption, Reader } from './reader.ts';
import { resolveContext } from './resolve-context.ts';
import { resolveExporters } from './resolve-exporters.ts';
import { resolveOtlp } from './resolve-otlp.ts';
import { resolveAdmin, resolveEnabled, resolveLogs, resolveMetrics } from './resolve-parts.ts';
import { resolveShipping } from './resolve-shipping.ts';
import { resolveTraces } from './resolve-traces.ts';
import type { Settings } from './settings.ts';
import { ROWS } from './table.ts';
import { checkNames, warnOfTypos } from './unknown.ts';

/** Everything that was decided, and why. */
export interface Resolution {
  readonly settings: Settings;
  /** Per option: `code`, `default`, or the variable or file that gave it. */
  readonly sources: Readonly<Record<string, string>>;
  /** The options that were set, in the form in which they may be shown. */
  readonly given: readonly GivenOption[];
  /** Whether the process runs in a container, where loopback is no proof of a local caller. */
  readonly inContainer: boolean;
  /** To be logged once each; the service runs on. */
  readonly warnings: readonly ConfigWarning[];
}

/**
 * Decides every setting once: code beats environment beats default. Synchronous, bounded, and
 * neither options nor environment are changed.
 * @throws SightlineConfigError if an option given in code does not exist or is wrong.
 */
export function resolve(
  options: InitOptions | undefined,
  env: NodeJS.ProcessEnv,
  host: Host = realHost(),
): Resolution {
  const given = options ?? {};
  checkNames(given);
  const reader = new Reader(given, env);
  const files = new Files(reader, host);
  const container = containerFacts(env, host);
  refuseConfigFile(reader);
  const exporters = resolveExporters(reader);
  const identity = identitySettings(resolveIdentity(reader, host, container));
  const otlp = resolveOtlp(reader, files, {
    traces: exporters.tracesExporter === 'otlp',
    metrics: exporters.metricsExporters.includes('otlp'),
    logs: exporters.logsExporters.includes('otlp'),
  });
  const settings: Settings = {
    enabled: resolveEnabled(reader),
    ...identity,
    team: reader.read(ROWS.team),
    ...resolveAdmin(reader, files, container.inContainer),
    ...resolveLogs(reader),
    ...resolveMetrics(reader),
    ...exporters,
    ...resolveShipping(reader, files, identity.environment),
    otlpTraces: otlp.traces,
    otlpMetrics: otlp.metrics,
    otlpLogs: otlp.logs,
    ...resolveTraces(reader),
    ...resolveContext(reader),
    instrumentations: Object.freeze([...reader.read(ROWS.instrumentations)]),
    shutdownTimeoutMs: reader.read(ROWS.shutdownTimeoutMs),
    diagnosticLevel: reader.read(ROWS.diagnosticLevel),
  };
  warnOfTypos(reader, env);
  return Object.freeze({
    settings: Object.freeze(settings),
    sources: Object.freeze(reader.sources),
    given: Object.freeze(reader.given),
    inContainer: container.inContainer,
    warnings: Object.freeze(reader.warnings),
  });
}

function refuseConfigFile(reader: Reader): void {
  if (reader.raw('OTEL_CONFIG_FILE') === undefined) return;
  reader.warn(
    'OTEL_CONFIG_FILE',
    'OTEL_CONFIG_FILE is set, but configuration files are not read. ' +
      'Use options in code or environment variables, and unset it.',
  );
}

/** The identity has sources of its own, so its rows are read one by one. */
function resolveIdentity(reader: Reader, host: Host, container: ContainerFacts): Identity {
  const attributes = ROWS.resourceAttributes;
  const codeAttributes = reader.code(attributes);
  const envAttributes = reader.environment(attributes);
  const nodeEnv = reader.raw('NODE_ENV');
  const identity = identify(
    {
      name: reader.code(ROWS.serviceName),
      version: reader.code(ROWS.serviceVersion),
      environment: reader.code(ROWS.environment),
      codeAttributes: codeAttributes?.value ?? {},
      envAttributes: envAttributes?.value ?? {},
      envName: reader.environment(ROWS.serviceName),
      nodeEnv: nodeEnv?.slice(0, 255),
    },
    host,
    container,
  );
  reader.note(ROWS.serviceName, identity.serviceName);
  reader.note(ROWS.serviceVersion, identity.serviceVersion);
  reader.note(ROWS.environment, identity.environment);
  reader.note(attributes, codeAttributes ?? envAttributes);
  return identity;
}

function identitySettings(
  identity: Identity,
): Pick<Settings, 'serviceName' | 'serviceVersion' | 'environment' | 'resourceAttributes'> {
  return {
    serviceName: identity.serviceName.value,
    serviceVersion: identity.serviceVersion?.value,
    environment: identity.environment.value,
    resourceAttributes: Object.freeze(identity.resourceAttributes),
  };
}
