import { HTTP_METRICS, LABEL } from '../contract/index.ts';
import { epochMs, type RequestRecord, type RequestSeries } from '../record/index.ts';
import { OVERFLOW_LABELS } from './capped.ts';
import { HistogramFamily } from './family.ts';
import type { HistogramCell } from './histogram.ts';
import { labelText } from './text.ts';
import type { OverflowCounts } from './overflow.ts';

/** The cells of one series; sizes are made when a size is first known. */
interface Cells {
  readonly labels: string;
  readonly duration: HistogramCell;
  requestSize: HistogramCell | undefined;
  responseSize: HistogramCell | undefined;
}

/** Server RED metrics, observed straight from the record: no label object, no look-up by key. */
export class HttpServerMetrics {
  readonly duration: HistogramFamily;
  readonly requestSize: HistogramFamily;
  readonly responseSize: HistogramFamily;
  readonly #overflow: OverflowCounts;
  #overflowCells: Cells | undefined;

  constructor(sloThresholdSeconds: number | undefined, overflow: OverflowCounts) {
    this.#overflow = overflow;
    this.duration = new HistogramFamily(
      HTTP_METRICS.serverDuration,
      withBound(HTTP_METRICS.serverDuration.buckets ?? [], sloThresholdSeconds),
    );
    this.requestSize = sized(HTTP_METRICS.serverRequestSize);
    this.responseSize = sized(HTTP_METRICS.serverResponseSize);
  }

  observe(record: RequestRecord): void {
    const series = record.series as RequestSeries;
    const cells = (series.metrics as Cells | undefined) ?? this.adopt(series);
    const seconds = record.durationMs / 1000;
    const bucket = cells.duration.observe(seconds);
    if (record.sampled) {
      const nowMs = epochMs(record.startMs + record.durationMs);
      cells.duration.keepExemplar(bucket, seconds, nowMs, record.traceId, record.spanId);
    }
    if (record.requestBytes >= 0) {
      cells.requestSize ??= this.requestSize.newCell(cells.labels);
      cells.requestSize.observe(record.requestBytes);
    }
    if (record.responseBytes >= 0) {
      cells.responseSize ??= this.responseSize.newCell(cells.labels);
      cells.responseSize.observe(record.responseBytes);
    }
  }

  /** Gives a series its cells; a series past the cap shares those of the overflow. */
  adopt(series: RequestSeries): Cells {
    if (series.overflow !== undefined) {
      this.#overflow.count(HTTP_METRICS.serverDuration.name, series.overflow);
      this.#overflowCells ??= this.#newCells(OVERFLOW_LABELS);
      return this.#overflowCells;
    }
    const cells = this.#newCells(
      labelText({
        [LABEL.method]: series.method,
        [LABEL.route]: series.route,
        [LABEL.status]: series.status === 0 ? undefined : series.status,
        [LABEL.errorType]: series.errorType,
        [LABEL.scheme]: series.scheme,
      }),
    );
    series.metrics = cells;
    return cells;
  }

  #newCells(labels: string): Cells {
    return {
      labels,
      duration: this.duration.newCell(labels),
      requestSize: undefined,
      responseSize: undefined,
    };
  }
}

function sized(definition: (typeof HTTP_METRICS)['serverRequestSize']): HistogramFamily {
  return new HistogramFamily(definition, definition.buckets ?? []);
}

/**
 * The bounds with the promised threshold among them, so that the promise can be read off exactly.
 */
export function withBound(bounds: readonly number[], extra: number | undefined): readonly number[] {
  if (extra === undefined || bounds.includes(extra)) return bounds;
  return [...bounds, extra].toSorted((left, right) => left - right);
}
