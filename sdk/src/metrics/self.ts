import { HTTP_METRICS, LABEL, SELF_METRICS } from '../contract/index.ts';
import type { OverflowCounts } from './overflow.ts';
import type { Reading, SdkRegistry } from './prom.ts';

/** What the metrics read of another signal; each signal's own counters have this shape. */
export interface SpanNumbers {
  readonly accepted: number;
  readonly adopted: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly rejectedStored: number;
  readonly spooled: number;
  readonly dropped: ReadonlyMap<string, number>;
  readonly failures: ReadonlyMap<string, number>;
  readonly inFlight: number;
  readonly lastSuccessMs: number;
}

export interface LogNumbers extends SpanNumbers {
  readonly byLevel: Readonly<Record<string, number>>;
  readonly suppressed: number;
  readonly truncated: number;
  readonly fieldsMoved: number;
}

/** Requests that are open now, by labels. */
export interface OpenNumbers {
  server(): Iterable<Reading>;
  client(): Iterable<Reading>;
}

export interface SelfNumbers {
  readonly logs: LogNumbers;
  readonly spans: SpanNumbers;
  readonly open: OpenNumbers;
  readonly overflow: OverflowCounts;
  cpuSeconds(): Readonly<Record<string, number>>;
}

function byReason(counts: ReadonlyMap<string, number>): Iterable<Reading> {
  return [...counts].map(([reason, value]) => ({ labels: { [LABEL.reason]: reason }, value }));
}

/** The SDK's account of itself: what it took, what it delivered, what it cost. */
export function selfMetrics(registry: SdkRegistry, numbers: SelfNumbers): void {
  const { logs, spans, open, overflow } = numbers;
  registry.read(HTTP_METRICS.serverActive, () => open.server());
  registry.read(HTTP_METRICS.clientActive, () => open.client());

  registry.read(SELF_METRICS.logRecords, () =>
    Object.entries(logs.byLevel).map(([level, value]) => ({
      labels: { [LABEL.level]: level },
      value,
    })),
  );
  registry.value(SELF_METRICS.logSuppressed, () => logs.suppressed);
  registry.value(SELF_METRICS.logTruncated, () => logs.truncated);
  registry.value(SELF_METRICS.logFieldsMoved, () => logs.fieldsMoved);
  registry.value(SELF_METRICS.logsAccepted, () => logs.accepted);
  registry.value(SELF_METRICS.logsAdopted, () => logs.adopted);
  registry.value(SELF_METRICS.logsDeadLettered, () => logs.deadLettered);
  registry.value(SELF_METRICS.logsRejectedStored, () => logs.rejectedStored);
  registry.value(SELF_METRICS.logsSpooled, () => logs.spooled);
  registry.value(SELF_METRICS.logsDelivered, () => logs.delivered);
  registry.read(SELF_METRICS.logsDropped, () => byReason(logs.dropped));
  registry.read(SELF_METRICS.logsExportFailures, () => byReason(logs.failures));
  registry.value(SELF_METRICS.logsInFlight, () => logs.inFlight);
  registry.value(SELF_METRICS.logsLastSuccess, () => logs.lastSuccessMs / 1000);

  registry.value(SELF_METRICS.spansAccepted, () => spans.accepted);
  registry.value(SELF_METRICS.spansAdopted, () => spans.adopted);
  registry.value(SELF_METRICS.spansDeadLettered, () => spans.deadLettered);
  registry.value(SELF_METRICS.spansRejectedStored, () => spans.rejectedStored);
  registry.value(SELF_METRICS.spansSpooled, () => spans.spooled);
  registry.value(SELF_METRICS.spansDelivered, () => spans.delivered);
  registry.read(SELF_METRICS.spansDropped, () => byReason(spans.dropped));
  registry.read(SELF_METRICS.spansExportFailures, () => byReason(spans.failures));
  registry.value(SELF_METRICS.spansInFlight, () => spans.inFlight);
  registry.value(SELF_METRICS.spansLastSuccess, () => spans.lastSuccessMs / 1000);

  registry.read(SELF_METRICS.cardinalityOverflow, () =>
    [...overflow.entries()].map(({ metric, label, value }) => ({
      labels: { [LABEL.metric]: metric, [LABEL.label]: label },
      value,
    })),
  );
  registry.read(SELF_METRICS.cpuSeconds, () =>
    Object.entries(numbers.cpuSeconds()).map(([part, value]) => ({
      labels: { [LABEL.part]: part },
      value,
    })),
  );
}
