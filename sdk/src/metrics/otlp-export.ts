import { IDENTITY_METRICS, SCOPE_NAME } from '../contract/index.ts';
import type { OtlpSettings } from '../config/settings.ts';
import { SDK_VERSION } from '../config/version.ts';
import {
  encodeResource,
  ExportBatch,
  otlpSender,
  SealedBuffer,
  type Scope,
  type Sender,
} from '../otlp/index.ts';
import { writeMetric, type OtlpMetric } from './otlp-encode.ts';

const SCOPE: Scope = { name: SCOPE_NAME, version: SDK_VERSION };
const ROUTE = {
  signal: 'METRICS',
  grpcService: 'MetricsExportService',
  grpcPath: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  httpPath: 'v1/metrics',
  component: 'metric_data_point',
} as const;

export interface MetricExportSettings {
  /** undefined = not sent over OTLP. */
  readonly otlp: OtlpSettings | undefined;
  /** Gets each family in readable form, for the `console` exporter. */
  readonly onConsole: ((metric: object) => void) | undefined;
  readonly intervalMs: number;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  collect(): AsyncGenerator<OtlpMetric>;
  onOutage(reason: string, message: string): void;
  onRecovery(): void;
}

/**
 * Sends all metrics at an interval. Values are cumulative, so a failed export is not repeated: the
 * next one says the same and more.
 */
export class MetricExport {
  readonly #settings: MetricExportSettings;
  readonly #resource: Buffer;
  readonly #timer: NodeJS.Timeout;
  #sender: Promise<Sender> | undefined;
  #running: Promise<void> | undefined;
  #failing = false;

  constructor(settings: MetricExportSettings) {
    this.#settings = settings;
    this.#resource = encodeResource(settings.resourceAttributes);
    this.#timer = setInterval(() => void this.export(), settings.intervalMs).unref();
  }

  /** One export; a second call while one is under way waits for that one. Never rejects. */
  export(): Promise<void> {
    this.#running ??= this.#export().then(
      () => this.#done(),
      (error: unknown) => {
        this.#done();
        this.#failed('exception', String(error));
      },
    );
    return this.#running;
  }

  #done(): void {
    this.#running = undefined;
  }

  async #export(): Promise<void> {
    const { otlp, onConsole } = this.#settings;
    const batch = new ExportBatch(this.#resource);
    for await (const metric of this.#settings.collect()) {
      // What it says stands in the resource.
      if (metric.name === IDENTITY_METRICS.targetInfo.name) continue;
      onConsole?.({ name: metric.name, points: JSON.stringify(metric.data.points) });
      if (otlp !== undefined) batch.add(SCOPE, writeMetric, metric);
    }
    if (otlp === undefined || batch.count === 0) return;
    this.#sender ??= otlpSender(otlp, ROUTE, otlp.timeoutMs);
    const sender = await this.#sender;
    const result = await sender.send(batch.seal(new SealedBuffer()).bytes);
    if (result.status !== 'delivered') {
      this.#failed(result.reason, result.message);
    } else if (this.#failing) {
      this.#failing = false;
      this.#settings.onRecovery();
    }
  }

  #failed(reason: string, message: string): void {
    if (!this.#failing) this.#settings.onOutage(reason, message);
    this.#failing = true;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    (await this.#sender?.catch(() => undefined))?.close();
  }
}
