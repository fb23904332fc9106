import { trace, type TracerProvider } from '@opentelemetry/api';

import type { Settings } from '../config/settings.ts';
import { SDK_VERSION } from '../config/version.ts';
import { taps } from '../context/index.ts';
import { SCOPE_NAME } from '../contract/index.ts';
import {
  encodeResource,
  ExportBatch,
  ExportCounters,
  ExportQueue,
  otlpSender,
  SealedBuffer,
  type Scope,
  type Sender,
} from '../otlp/index.ts';
import {
  setApiSpanMaker,
  type ClientRecord,
  type Operation,
  type RequestRecord,
} from '../record/index.ts';
import { ApiSpans } from './api-spans.ts';
import { consoleSender } from './console.ts';
import { writeClientSpan, writeServerSpan } from './http-span.ts';
import { writeOperationSpan } from './operation-span.ts';
import { ServerSpan } from './server-span.ts';

const SCOPE: Scope = { name: SCOPE_NAME, version: SDK_VERSION };
const ROUTE = {
  signal: 'TRACES',
  grpcService: 'TraceExportService',
  grpcPath: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  httpPath: 'v1/traces',
  component: 'span',
} as const;

export type Decide = (
  parent: { readonly sampled: boolean } | undefined,
  traceId: string,
) => boolean;

export interface TraceEvents {
  onSdkStarted(): void;
  /** One line per span for the `console` exporter. */
  onConsoleSpan(span: object): void;
}

/** The trace signal: request spans from their records, the application's spans from the API. */
export class Traces {
  readonly counters = new ExportCounters();
  readonly queue: ExportQueue;
  readonly provider: TracerProvider;
  readonly #resource: Uint8Array;
  readonly #spans: ApiSpans;

  constructor(settings: Settings, decide: Decide, events: TraceEvents) {
    this.#resource = encodeResource(settings.resourceAttributes);
    this.queue = new ExportQueue(
      {
        maxQueueSize: settings.batchMaxQueueSize,
        maxExportSize: settings.batchMaxExportSize,
        scheduleDelayMs: settings.batchScheduleDelayMs,
        resource: this.#resource,
        tap: (request, count) => taps.spans?.(request, count) === true,
      },
      this.counters,
      () => senderOf(settings, events),
    );
    this.#spans = new ApiSpans({
      queue: this.queue,
      decide,
      resourceAttributes: settings.resourceAttributes,
      instrumentations: settings.instrumentations,
      onSdkStarted: () => events.onSdkStarted(),
    });
    this.provider = this.#spans;
    setApiSpanMaker((record) => new ServerSpan(record));
    trace.setGlobalTracerProvider(this.#spans);
    // Instrumentations patch modules as they load, so they cannot wait for the first span.
    if (settings.instrumentations.length > 0) this.#spans.provider();
  }

  /** Spans that the application started and will not end any more. */
  endOpen(errorType: string): void {
    this.#spans.endOpen(errorType);
  }

  /** Spans of records as frames of the spool. */
  framesOf(
    records: readonly RequestRecord[],
    operations: readonly Operation[],
  ): { payload: Uint8Array; items: number }[] {
    const sampled = records.filter((record) => record.sampled);
    const traced = operations.filter((operation) => operation.sampled);
    if (sampled.length + traced.length === 0) return [];
    const batch = new ExportBatch(this.#resource);
    for (const record of sampled) batch.add(SCOPE, writeServerSpan, record);
    for (const operation of traced) batch.add(SCOPE, writeOperationSpan, operation);
    const { bytes, count } = batch.seal(new SealedBuffer());
    return [{ payload: bytes, items: count }];
  }

  onServerEnd(record: RequestRecord): void {
    if (record.sampled) this.queue.add(SCOPE, writeServerSpan, record);
  }

  onClientEnd(record: ClientRecord): void {
    if (record.sampled) this.queue.add(SCOPE, writeClientSpan, record);
  }

  onOperationEnd(operation: Operation): void {
    if (operation.sampled) this.queue.add(SCOPE, writeOperationSpan, operation);
  }
}

function senderOf(settings: Settings, events: TraceEvents): Promise<Sender> {
  if (settings.tracesExporter === 'console') {
    return Promise.resolve(consoleSender((span) => events.onConsoleSpan(span)));
  }
  return otlpSender(settings.otlpTraces, ROUTE, settings.batchExportTimeoutMs);
}
