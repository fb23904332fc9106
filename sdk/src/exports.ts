import type { Settings } from './config/index.ts';
import { DROP_REASON } from './contract/index.ts';
import type { Logs } from './logs/index.ts';
import { MetricExport, type Metrics } from './metrics/index.ts';
import { outageEvents, warn } from './outages.ts';
import type { Traces } from './traces/index.ts';

/** Everything that leaves the process over the network, flushed and closed together. */
export class Exports {
  readonly #logs: Logs;
  readonly #traces: Traces;
  readonly #metrics: MetricExport | undefined;

  constructor(settings: Settings, logs: Logs, metrics: Metrics, traces: Traces) {
    this.#logs = logs;
    this.#traces = traces;
    if (logs.export !== undefined) {
      const { onOutage, onRecovery } = outageEvents(logs, 'log lines', logs.counters.dropped);
      logs.export.queue.onOutage = onOutage;
      logs.export.queue.onRecovery = onRecovery;
    }
    const isWanted = settings.metricsExporters.some((exporter) => exporter !== 'prometheus');
    if (!isWanted) return;
    this.#metrics = new MetricExport({
      otlp: settings.metricsExporters.includes('otlp') ? settings.otlpMetrics : undefined,
      onConsole: settings.metricsExporters.includes('console')
        ? (metric) => logs.sdkLine('info', 'metric', metric)
        : undefined,
      intervalMs: settings.metricExportIntervalMs,
      resourceAttributes: settings.resourceAttributes,
      collect: () => metrics.collect(),
      ...outageEvents(logs, 'metrics', undefined),
    });
  }

  get hasWork(): boolean {
    return !this.#traces.queue.isEmpty || this.#logs.export?.queue.isEmpty === false;
  }

  /** Sends what waits; resolves when done or at the deadline. */
  async flush(timeoutMs: number): Promise<void> {
    await Promise.all([
      this.#traces.queue.flush(timeoutMs),
      this.#logs.export?.queue.flush(timeoutMs),
    ]);
  }

  /** The last values of the metrics, within the deadline. */
  async flushMetrics(timeoutMs: number): Promise<void> {
    if (this.#metrics === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([this.#metrics.export(), deadline]);
    clearTimeout(timer);
  }

  /** Counts what is left as dropped, and says so in the last lines. */
  close(): void {
    const logs = this.#logs;
    this.#traces.queue.close();
    const dropped = this.#traces.counters.dropped.get(DROP_REASON.exit) ?? 0;
    if (dropped > 0) {
      warn(logs, 'EXPORT_FAILING', `${dropped} spans were not delivered before the exit`);
    }
    logs.export?.queue.close();
    void this.#metrics?.stop();
  }
}
