import { context, diag, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

import type { Resolution } from './config/index.ts';
import { CostMeter } from './cost.ts';
import { diagnosticLevel, diagnosticLogger } from './diagnostics.ts';
import { Exports } from './exports.ts';
import { Instrumentation, propagatorsOf } from './instrument/index.ts';
import { ADAPTERS, Libraries, type Kit } from './libraries/index.ts';
import { ecsError, type Logs } from './logs/index.ts';
import { Metrics } from './metrics/index.ts';
import { openNumbers } from './open-numbers.ts';
import { outageEvents, warn } from './outages.ts';
import type { RequestRecord } from './record/index.ts';
import { Traces } from './traces/index.ts';

/** All parts of a running SDK. */
export interface Parts {
  readonly logs: Logs;
  readonly metrics: Metrics;
  readonly traces: Traces;
  readonly instrumentation: Instrumentation;
  readonly libraries: Libraries;
  readonly exports: Exports;
  readonly cost: CostMeter;
}

/** Builds the parts and ties each finished record to the three signals. No hook is in place yet. */
export function buildParts(logs: Logs, resolution: Resolution, onListening: () => void): Parts {
  const { settings } = resolution;
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
      onOperationEnd(operation) {
        metrics.onOperationEnd(operation);
        traces.onOperationEnd(operation);
        if (operation.series.kind.line !== undefined) logs.onOperationEnd(operation);
      },
    },
    { onDeclared: (series) => metrics.declare(series), onListening },
  );
  const traces = new Traces(settings, instrumentation.settings.decide, {
    // The OpenTelemetry SDK sets a console logger of its own when OTEL_LOG_LEVEL is set.
    onSdkStarted: setDiagnostics,
    onConsoleSpan: (span) => logs.sdkLine('info', 'span', span),
  });
  Object.assign(traces.queue, outageEvents(logs, 'spans', traces.counters.dropped));
  const metrics = new Metrics(
    settings,
    {
      logs: logs.counters,
      spans: traces.counters,
      open: openNumbers(instrumentation),
      cpuSeconds: () => cost.seconds(),
    },
    {
      onClash(name) {
        const message = `the application has a metric named ${name}; it is shown`;
        warn(logs, 'METRIC_NAME_CLASH', message);
      },
      onUnreadable(name, reason) {
        warn(
          logs,
          'METRIC_UNREADABLE',
          `metric ${name} is not shown whole: ${ecsError(reason).message}`,
        );
      },
    },
  );
  const libraries = new Libraries(kitOf(instrumentation, metrics), ADAPTERS, settings.librariesOff);
  const exports = new Exports(settings, logs, metrics, traces);
  return { logs, metrics, traces, instrumentation, libraries, exports, cost };
}

function kitOf(instrumentation: Instrumentation, { measures }: Metrics): Kit {
  const declareRoute: Kit['declareRoute'] = (methods, template) =>
    instrumentation.declare(methods, template);
  return { hooks: instrumentation.operations, measures, declareRoute };
}
