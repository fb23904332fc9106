import path from 'node:path';
import type { Files } from './files.ts';
import type { Found, Reader } from './reader.ts';
import type { Settings } from './settings.ts';
import { specBoolean } from './kinds.ts';
import { ROWS } from './table.ts';

/** Either variable can switch the SDK off; only code can overrule that. */
export function resolveEnabled(reader: Reader): boolean {
  const code = reader.code(ROWS.enabled);
  const own = reader.environment(ROWS.enabled);
  const spec = reader.variable('OTEL_SDK_DISABLED', specBoolean, ROWS.enabled);
  const disabled: Found<boolean> | undefined =
    spec?.value === true ? { value: false, source: spec.source } : undefined;
  const found = code ?? (own?.value === false ? own : (disabled ?? own));
  reader.note(ROWS.enabled, found);
  return found?.value ?? true;
}

type AdminSettings = Pick<
  Settings,
  | 'adminPort'
  | 'adminPortExplicit'
  | 'adminHost'
  | 'adminToken'
  | 'targetsDir'
  | 'readyChecks'
  | 'readyCheckTimeoutMs'
>;

const ADMIN_PORT = 9464;

export function resolveAdmin(reader: Reader, files: Files, inContainer: boolean): AdminSettings {
  const port = reader.first(ROWS.adminPort);
  reader.note(ROWS.adminPort, port);
  const inTest = reader.raw('NODE_ENV') === 'test';
  if (port === undefined && inTest) reader.sources[ROWS.adminPort.option] = 'NODE_ENV';
  const tokenFile = reader.first(ROWS.adminTokenFile);
  reader.note(ROWS.adminTokenFile, tokenFile);
  const targetsDir = reader.read(ROWS.targetsDir);
  return {
    adminPort: port?.value ?? (inTest ? 'off' : ADMIN_PORT),
    adminPortExplicit: port !== undefined,
    adminHost: reader.read(ROWS.adminHost) ?? (inContainer ? '0.0.0.0' : '127.0.0.1'),
    adminToken: files.token(ROWS.adminTokenFile, tokenFile),
    // Absolute, because a service may change its working folder later.
    targetsDir: targetsDir === undefined ? undefined : path.resolve(targetsDir),
    readyChecks: Object.freeze(reader.read(ROWS.readyChecks)),
    readyCheckTimeoutMs: reader.read(ROWS.readyCheckTimeoutMs),
  };
}

type LogSettings = Pick<
  Settings,
  | 'logLevel'
  | 'logsPretty'
  | 'logMaxLineBytes'
  | 'logRateLimit'
  | 'requestLog'
  | 'quietRoutes'
  | 'redactKeys'
  | 'userId'
  | 'clientAddressHeader'
>;

export function resolveLogs(reader: Reader): LogSettings {
  return {
    logLevel: reader.read(ROWS.logLevel),
    logsPretty: reader.read(ROWS.logsPretty),
    logMaxLineBytes: reader.read(ROWS.logMaxLineBytes),
    logRateLimit: reader.read(ROWS.logRateLimit),
    requestLog: reader.read(ROWS.requestLog),
    quietRoutes: Object.freeze([...reader.read(ROWS.quietRoutes)]),
    redactKeys: Object.freeze([...reader.read(ROWS.redactKeys)]),
    userId: reader.read(ROWS.userId),
    clientAddressHeader: reader.read(ROWS.clientAddressHeader),
  };
}

type MetricSettings = Pick<
  Settings,
  | 'sloAvailability'
  | 'sloLatency'
  | 'metricsMaxLabelSets'
  | 'metricExportIntervalMs'
  | 'knownHttpMethods'
>;

export function resolveMetrics(reader: Reader): MetricSettings {
  const latency = reader.read(ROWS.sloLatency);
  return {
    sloAvailability: reader.read(ROWS.sloAvailability),
    sloLatency: latency === undefined ? undefined : Object.freeze(latency),
    metricsMaxLabelSets: reader.read(ROWS.metricsMaxLabelSets),
    metricExportIntervalMs: reader.read(ROWS.metricExportIntervalMs),
    knownHttpMethods: Object.freeze([...reader.read(ROWS.knownHttpMethods)]),
  };
}
