import type { AdminPart } from './admin-part.ts';
import type { Resolution } from './config/index.ts';
import { SDK_VERSION } from './config/version.ts';
import type { Ending } from './ending.ts';
import type { SightlineStatus, SignalStatus } from './handle.ts';
import type { Logs } from './logs/index.ts';
import { ExportCounters } from './otlp/index.ts';
import type { Parts } from './parts.ts';

function signalStatus(counters: ExportCounters): SignalStatus {
  const { accepted, adopted, delivered, deadLettered, rejectedStored } = counters;
  const { spooled, inFlight, lastSuccessMs } = counters;
  return {
    accepted,
    adopted,
    delivered,
    deadLettered,
    rejectedStored,
    spooled,
    inFlight,
    dropped: Object.fromEntries(counters.dropped),
    failures: Object.fromEntries(counters.failures),
    lastSuccess: lastSuccessMs === 0 ? undefined : new Date(lastSuccessMs).toISOString(),
  };
}

/** What `status()` and `/status` show. */
export function runningStatus(
  { settings, warnings }: Resolution,
  { logs, traces, instrumentation }: Parts,
  { isDraining }: Ending,
  admin: AdminPart,
): SightlineStatus {
  return {
    enabled: true,
    service: settings.serviceName,
    environment: settings.environment,
    version: SDK_VERSION,
    uptimeSeconds: Math.round(process.uptime()),
    admin: admin.address(),
    draining: isDraining,
    openRequests: instrumentation.server.open.size,
    logs: signalStatus(logs.counters),
    spans: signalStatus(traces.counters),
    logLevel: logs.level?.state ?? {},
    warnings,
  };
}

export function disabledStatus({ settings, warnings }: Resolution, logs: Logs): SightlineStatus {
  return {
    enabled: false,
    service: settings.serviceName,
    environment: settings.environment,
    version: SDK_VERSION,
    uptimeSeconds: Math.round(process.uptime()),
    admin: undefined,
    draining: false,
    openRequests: 0,
    logs: signalStatus(logs.counters),
    spans: signalStatus(new ExportCounters()),
    logLevel: logs.level?.state ?? {},
    warnings,
  };
}
