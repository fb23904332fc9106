import { isMainThread } from 'node:worker_threads';

import type { Settings } from '../config/settings.ts';
import { loadPromClient } from '../lazy.ts';
import {
  wallClockMs,
  type ClientRecord,
  type Measures,
  type Operation,
  type RequestRecord,
  type RequestSeries,
} from '../record/index.ts';
import type { HistogramFamily } from './family.ts';
import { HttpClientMetrics } from './http-client.ts';
import { HttpServerMetrics } from './http-server.ts';
import { identityMetrics } from './identity.ts';
import { OperationMetrics } from './operations.ts';
import { familyMetric, promMetrics } from './otlp-collect.ts';
import type { OtlpMetric } from './otlp-encode.ts';
import { OverflowCounts } from './overflow.ts';
import { processMetrics } from './process.ts';
import { SdkRegistry, type PromRegistry } from './prom.ts';
import { render, type MetricEvents } from './render.ts';
import { oncePerName } from './once.ts';
import { runtimeMetrics } from './runtime.ts';
import { selfMetrics, type SelfNumbers } from './self.ts';
import { snapshotOf, snapshotsOf } from './snapshot.ts';
import type { Format } from './text.ts';

export { applicationRegistry } from './application.ts';
export { MetricExport } from './otlp-export.ts';
export type { PromRegistry, Reading } from './prom.ts';
export type { MetricEvents } from './render.ts';
export type { LogNumbers, OpenNumbers, SelfNumbers, SpanNumbers } from './self.ts';
export { CONTENT_TYPE, negotiate, type Format } from './text.ts';

export type MetricNumbers = Omit<SelfNumbers, 'overflow'>;

/**
 * The metrics signal. Requests are counted from the start; prom-client loads when `load` is called.
 */
export class Metrics {
  readonly #settings: Settings;
  readonly #numbers: MetricNumbers;
  readonly #overflow = new OverflowCounts();
  readonly #server: HttpServerMetrics;
  readonly #client: HttpClientMetrics;
  readonly #operations: OperationMetrics;
  readonly #events: MetricEvents;
  readonly #startMs = wallClockMs();
  #sdk: SdkRegistry | undefined;
  #stopRuntime: (() => void) | undefined;

  constructor(settings: Settings, numbers: MetricNumbers, events: MetricEvents) {
    this.#settings = settings;
    this.#numbers = numbers;
    this.#events = oncePerName(events);
    this.#server = new HttpServerMetrics(settings.sloLatency?.thresholdSeconds, this.#overflow);
    this.#client = new HttpClientMetrics(settings.metricsMaxLabelSets, this.#overflow);
    this.#operations = new OperationMetrics(settings.metricsMaxLabelSets, this.#overflow);
  }

  onServerEnd(record: RequestRecord): void {
    this.#server.observe(record);
  }

  onClientEnd(record: ClientRecord): void {
    this.#client.observe(record);
  }

  onOperationEnd(operation: Operation): void {
    this.#operations.observe(operation);
  }

  /** For adapters of libraries. */
  get measures(): Measures {
    return this.#operations;
  }

  /** Makes the series of a known kind of request visible at 0. */
  declare(series: RequestSeries): void {
    if (series.metrics === undefined && series.overflow === undefined) this.#server.adopt(series);
  }

  /** Starts what is not needed before the service listens. */
  load(): SdkRegistry {
    if (this.#sdk !== undefined) return this.#sdk;
    const sdk = new SdkRegistry();
    this.#sdk = sdk;
    identityMetrics(sdk, this.#settings);
    // Threads share the numbers of their process; the main one shows them.
    if (isMainThread) processMetrics(sdk);
    this.#stopRuntime = runtimeMetrics(sdk);
    selfMetrics(sdk, { ...this.#numbers, overflow: this.#overflow });
    this.#operations.attach(sdk);
    return sdk;
  }

  get #families(): readonly HistogramFamily[] {
    const { duration, requestSize, responseSize } = this.#server;
    const { families } = this.#operations;
    return [duration, requestSize, responseSize, this.#client.duration, ...families];
  }

  /** The whole page in chunks; application registries included. */
  render(format: Format): AsyncGenerator<string> {
    // Sent over OTLP alone, the SDK's series leave the page; the application's stay.
    const isOwnShown = this.#settings.metricsExporters.includes('prometheus');
    const application: PromRegistry[] = [loadPromClient().register];
    return render(
      {
        settings: this.#settings,
        families: isOwnShown ? this.#families : [],
        sdk: isOwnShown ? this.load().registry : undefined,
        application,
        events: this.#events,
      },
      format,
    );
  }

  /** Every family for OTLP, the application's included. */
  async *collect(): AsyncGenerator<OtlpMetric> {
    const timeMs = wallClockMs();
    // A clock that was put back must not make a point that ends before it began.
    const times = { startMs: Math.min(this.#startMs, timeMs), timeMs };
    const own = snapshotsOf(this.load().registry.getMetricsAsArray() as never);
    for (const family of this.#families) {
      if (family.cells.length > 0) yield familyMetric(family, times);
    }
    for (const snapshot of own) yield* await promMetrics(snapshot, times);
    for (const metric of loadPromClient().register.getMetricsAsArray()) {
      try {
        yield* await promMetrics(snapshotOf(metric as never), times);
      } catch (error) {
        this.#events.onUnreadable((metric as { name?: string }).name ?? '', error);
      }
    }
  }

  stop(): void {
    this.#stopRuntime?.();
    this.#stopRuntime = undefined;
  }
}
