import { HTTP_METRICS, LABEL } from '../contract/index.ts';
import { epochMs, type ClientRecord } from '../record/index.ts';
import { HistogramFamily } from './family.ts';
import type { HistogramCell } from './histogram.ts';
import type { OverflowCounts } from './overflow.ts';
import { labelText } from './text.ts';

/** Metrics of outgoing requests. Peers come and go, so the label sets are capped like any other. */
export class HttpClientMetrics {
  readonly duration: HistogramFamily;
  readonly #cells = new Map<string, HistogramCell>();
  readonly #maxSeries: number;
  readonly #overflow: OverflowCounts;
  #overflowCell: HistogramCell | undefined;

  constructor(maxSeries: number, overflow: OverflowCounts) {
    this.#maxSeries = maxSeries;
    this.#overflow = overflow;
    const definition = HTTP_METRICS.clientDuration;
    this.duration = new HistogramFamily(definition, definition.buckets ?? []);
  }

  observe(record: ClientRecord): void {
    const seconds = record.durationMs / 1000;
    const cell = this.#cellOf(record);
    const bucket = cell.observe(seconds);
    if (!record.sampled) return;
    const nowMs = epochMs(record.startMs + record.durationMs);
    cell.keepExemplar(bucket, seconds, nowMs, record.traceId, record.spanId);
  }

  #cellOf(record: ClientRecord): HistogramCell {
    const { method, serverAddress, serverPort, status, errorType = '' } = record;
    const key = `${method} ${serverAddress} ${serverPort} ${status} ${errorType}`;
    const found = this.#cells.get(key);
    if (found !== undefined) return found;
    if (this.#cells.size >= this.#maxSeries) {
      this.#overflow.count(HTTP_METRICS.clientDuration.name, LABEL.serverAddress);
      this.#overflowCell ??= this.duration.newCell(labelText({ [LABEL.overflow]: 'true' }));
      return this.#overflowCell;
    }
    const cell = this.duration.newCell(
      labelText({
        [LABEL.method]: method,
        [LABEL.serverAddress]: serverAddress,
        [LABEL.serverPort]: serverPort,
        [LABEL.status]: status === 0 ? undefined : status,
        [LABEL.errorType]: errorType,
      }),
    );
    this.#cells.set(key, cell);
    return cell;
  }
}
