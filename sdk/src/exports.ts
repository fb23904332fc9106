import type { Settings } from './config/index.ts';
import { DROP_REASON } from './contract/index.ts';
import type { Logs } from './logs/index.ts';
import { MetricExport, type Metrics } from './metrics/index.ts';
import { outageEvents, warn } from './outages.ts';
import { spaced } from './spaced.ts';
import { diskEvents, openSpool } from './spools.ts';
import type { Traces } from './traces/index.ts';

/** How often queues look for what other processes left behind. */
const ADOPT_EVERY_MS = 30_000;

/** What happens on the direct way, as lines of the SDK. */
function tellOfDirectWay(logs: Logs): void {
  if (logs.direct === undefined) return;
  const { onFault, onDropped } = diskEvents(logs, 'log lines');
  Object.assign(logs.directEvents, {
    ...outageEvents(logs, 'log lines', logs.counters.dropped),
    onDiskFault: onFault,
    onDropped,
    onDeadLetter: spaced((message: string) => {
      warn(logs, 'DEAD_LETTERS', `Elasticsearch refuses lines for good: ${message}`);
    }),
    onThreadDied: spaced((message: string) => {
      warn(logs, 'SHIPPER_RESTARTED', `the thread that ships log lines died: ${message}`);
    }),
  });
}

/** Everything that leaves the process over the network, flushed and closed together. */
export class Exports {
  readonly #logs: Logs;
  readonly #traces: Traces;
  readonly #metrics: MetricExport | undefined;
  #adopting: NodeJS.Timeout | undefined;

  constructor(settings: Settings, logs: Logs, metrics: Metrics, traces: Traces) {
    this.#logs = logs;
    this.#traces = traces;
    if (settings.tracesExporter === 'otlp') {
      const spanDisk = diskEvents(logs, 'spans');
      traces.queue.openSpool = () => openSpool(settings, 'spans', traces.counters, spanDisk);
    }
    tellOfDirectWay(logs);
    if (logs.export !== undefined) {
      const lineDisk = diskEvents(logs, 'log lines');
      logs.export.queue.openSpool = () => openSpool(settings, 'otlp-logs', logs.counters, lineDisk);
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
    const { direct, export: otlp } = this.#logs;
    return (
      !this.#traces.queue.isEmpty || otlp?.queue.isEmpty === false || direct?.isEmpty === false
    );
  }

  /** Takes over what dead processes of the service left: now, and now and then. */
  startAdopting(): void {
    const adopt = (isStart: boolean): void => {
      void this.#traces.queue.adopt(isStart);
      void this.#logs.export?.queue.adopt(isStart);
    };
    adopt(true);
    this.#adopting ??= setInterval(() => adopt(false), ADOPT_EVERY_MS).unref();
  }

  /** Sends what waits; resolves when done or at the deadline. */
  async flush(timeoutMs: number): Promise<void> {
    await Promise.all([
      this.#traces.queue.flush(timeoutMs),
      this.#logs.export?.queue.flush(timeoutMs),
      this.#logs.direct?.flush(timeoutMs),
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
    clearInterval(this.#adopting);
    logs.export?.queue.close();
    logs.direct?.close();
    void this.#metrics?.stop();
  }
}
