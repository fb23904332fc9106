import { createHash } from 'node:crypto';
import { isMainThread } from 'node:worker_threads';

import { context, diag, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

import { startAdmin } from './admin-part.ts';
import { startLine, type Resolution } from './config/index.ts';
import { CostMeter } from './cost.ts';
import { diagnosticLevel, diagnosticLogger } from './diagnostics.ts';
import { Exports } from './exports.ts';
import type { Sightline, SightlineStatus } from './handle.ts';
import {
  findLibraries,
  Instrumentation,
  propagatorsOf,
  setUserIdHash,
} from './instrument/index.ts';
import { watchCrashes, watchExit, watchSignals } from './lifecycle/index.ts';
import type { Logs } from './logs/index.ts';
import { applicationRegistry, Metrics } from './metrics/index.ts';
import { openNumbers } from './open-numbers.ts';
import { outageEvents, warn } from './outages.ts';
import type { RequestRecord } from './record/index.ts';
import { signalStatus } from './status.ts';
import { SDK_VERSION } from './config/version.ts';
import { Traces } from './traces/index.ts';

/** What is not needed before the service listens loads this long after it does, or after the start. */
const LOAD_AFTER_LISTENING_MS = 100;
const LOAD_AFTER_START_MS = 2000;
const USER_ID_HASH_LENGTH = 16;

function hashUserId(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, USER_ID_HASH_LENGTH);
}

/** Builds all parts in order and ties them together: the only place that knows all of them. */
export function startSightline(logs: Logs, resolution: Resolution): Sightline {
  const { settings, warnings } = resolution;
  const userId = settings.userId === 'hash' ? hashUserId : (id: string): string => id;
  setUserIdHash(userId);
  logs.start(settings, userId);
  for (const { code, message } of warnings) logs.sdkLine('warn', message, { code });
  const manager = new AsyncLocalStorageContextManager();
  context.setGlobalContextManager(manager);
  const { headers, api } = propagatorsOf(settings.propagators);
  propagation.setGlobalPropagator(api);
  const setDiagnostics = (): void => {
    const level = diagnosticLevel(resolution);
    diag.setLogger(diagnosticLogger(logs), { logLevel: level, suppressOverrideMessage: true });
  };
  setDiagnostics();

  const cost = new CostMeter();
  const onServerEnd = (record: RequestRecord): void => {
    metrics.onServerEnd(record);
    traces.onServerEnd(record);
    logs.onServerEnd(record);
  };
  const instrumentation = new Instrumentation(
    settings,
    headers,
    manager,
    {
      onServerEnd: (record) => cost.request(onServerEnd, record),
      onClientEnd(record) {
        metrics.onClientEnd(record);
        traces.onClientEnd(record);
      },
    },
    {
      onDeclared: (series) => metrics.declare(series),
      onListening: () => load(LOAD_AFTER_LISTENING_MS),
    },
  );
  const traces = new Traces(settings, instrumentation.settings.decide, {
    onSdkStarted: setDiagnostics,
    onConsoleSpan: (span) => logs.sdkLine('info', 'span', span),
  });
  const { onOutage, onRecovery } = outageEvents(logs, 'spans', traces.counters.dropped);
  traces.queue.onOutage = onOutage;
  traces.queue.onRecovery = onRecovery;
  const metrics = new Metrics(
    settings,
    {
      logs: logs.counters,
      spans: traces.counters,
      open: openNumbers(instrumentation),
      cpuSeconds: () => cost.seconds(),
    },
    (name) => {
      const message = `the application has a metric named ${name}; it is shown`;
      warn(logs, 'METRIC_NAME_CLASH', message);
    },
  );
  const exports = new Exports(settings, logs, metrics, traces);
  instrumentation.install();

  let loading: NodeJS.Timeout | undefined;
  let loadingAfterMs = Number.POSITIVE_INFINITY;
  function load(afterMs: number): void {
    if (afterMs >= loadingAfterMs) return;
    clearTimeout(loading);
    loadingAfterMs = afterMs;
    loading = setTimeout(() => metrics.load(), afterMs).unref();
  }
  load(LOAD_AFTER_START_MS);

  let draining = false;
  const admin = startAdmin({
    resolution,
    logs,
    metrics,
    cost,
    isDraining: () => draining,
    status: () => status(),
  });
  if (isMainThread) {
    void admin.settled.then((address) => {
      const libraries = findLibraries(process.argv[1]);
      logs.sdkLine('info', 'sightline started', startLine(resolution, libraries, address));
    });
  }

  function status(): SightlineStatus {
    return {
      enabled: true,
      service: settings.serviceName,
      environment: settings.environment,
      version: SDK_VERSION,
      uptimeSeconds: Math.round(process.uptime()),
      admin: admin.address(),
      draining,
      openRequests: instrumentation.server.open.size,
      logs: signalStatus(logs.counters),
      spans: signalStatus(traces.counters),
      logLevel: logs.level?.state ?? {},
      warnings,
    };
  }

  async function flush(): Promise<void> {
    const deadlineMs = Date.now() + settings.shutdownTimeoutMs;
    const left = (): number => Math.max(0, deadlineMs - Date.now());
    await exports.flush(left());
    instrumentation.server.endOpen();
    await Promise.all([exports.flush(left()), exports.flushMetrics(left())]);
  }
  let finished = false;
  function finish(): void {
    if (finished) return;
    finished = true;
    instrumentation.server.endOpen();
    exports.close();
    logs.sink.flushSync();
    admin.removeTarget();
  }
  const stops = [
    watchSignals({
      begin: () => {
        draining = true;
      },
      flush,
      finish,
    }),
    watchExit({
      hasWork: () => exports.hasWork,
      flush: () => exports.flush(settings.shutdownTimeoutMs),
      finish,
    }),
    watchCrashes((error, origin) => {
      logs.sdkLine('fatal', 'uncaught error', { err: error, origin });
      logs.sink.flushSync();
    }),
  ];

  let ending: Promise<void> | undefined;
  return {
    logger: logs.logger,
    registry: applicationRegistry,
    get tracer() {
      return trace.getTracer(settings.serviceName, settings.serviceVersion);
    },
    status,
    shutdown() {
      ending ??= (async () => {
        draining = true;
        try {
          await flush();
          for (const stop of stops) stop();
          clearTimeout(loading);
          instrumentation.uninstall();
          metrics.stop();
          await admin.stop();
          finish();
          logs.stop();
        } catch {
          // Shutting down is no time for new problems.
        }
      })();
      return ending;
    },
  };
}

/** `SIGHTLINE_ENABLED=false`: the application's logger still writes; nothing else is there. */
export function disabledHandle(logs: Logs, resolution: Resolution): Sightline {
  const { settings } = resolution;
  logs.startPlain(settings);
  return {
    logger: logs.logger,
    registry: applicationRegistry,
    get tracer() {
      return trace.getTracer(settings.serviceName);
    },
    status: () => ({
      enabled: false,
      service: settings.serviceName,
      environment: settings.environment,
      version: SDK_VERSION,
      uptimeSeconds: Math.round(process.uptime()),
      admin: undefined,
      draining: false,
      openRequests: 0,
      logs: signalStatus(logs.counters),
      spans: signalStatus({ ...NO_SPANS, dropped: new Map(), failures: new Map() }),
      logLevel: logs.level?.state ?? {},
      warnings: resolution.warnings,
    }),
    shutdown: () => Promise.resolve(),
  };
}

const NO_SPANS = { accepted: 0, delivered: 0, inFlight: 0, lastSuccessMs: 0 };
