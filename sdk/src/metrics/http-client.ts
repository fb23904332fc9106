import { HTTP_METRICS, LABEL } from '../contract/index.ts';
import { epochMs, type ClientRecord } from '../record/index.ts';
import { OVERFLOW_LABELS } from './capped.ts';
import { HistogramFamily } from './family.ts';
import type { HistogramCell } from './histogram.ts';
import type { OverflowCounts } from './overflow.ts';
import { labelText } from './text.ts';

/** Metrics of outgoing requests. Peers come and go, so the label sets are capped like any other. */
export class HttpClientMetrics {
  readonly duration: HistogramFamily;
  readonly #cells = new Map<string, HistogramCell>();
  /** Values that series have, to tell which label outgrew the cap. */
  readonly #seen = {
    addresses: new Set<string>(),
    ports: new Set<number>(),
    errors: new Set<string>(),
  };
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
      this.#overflow.count(HTTP_METRICS.clientDuration.name, this.#newLabel(record));
      this.#overflowCell ??= this.duration.newCell(OVERFLOW_LABELS);
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
    this.#seen.addresses.add(serverAddress);
    this.#seen.ports.add(serverPort);
    this.#seen.errors.add(errorType);
    return cell;
  }

  /** The label that is to blame for an overflow: the first whose value no series has. */
  #newLabel({ serverAddress, serverPort, errorType = '' }: ClientRecord): string {
    const { addresses, ports, errors } = this.#seen;
    if (!addresses.has(serverAddress)) return LABEL.serverAddress;
    if (!ports.has(serverPort)) return LABEL.serverPort;
    return errors.has(errorType) ? LABEL.serverAddress : LABEL.errorType;
  }
}
