import {
  labelsKey,
  METRIC_NAME,
  type Exemplar,
  type KeptSignal,
  type Labels,
  type LogInput,
  type MetricMetadata,
  type TelemetryStore,
} from '../../model/index.ts';
import { decodeTraces, type CollectedSpan } from 'sightline/testing';

export interface KeptSeries {
  readonly labels: Labels;
  readonly samples: { timeMs: number; value: number; stale: boolean }[];
  readonly exemplars: Exemplar[];
}

/** A store for tests of what writes to it: keeps everything, unbounded, and is easy to look at. */
export class TestStore implements TelemetryStore {
  readonly lines: LogInput[] = [];
  readonly keptSpans: CollectedSpan[] = [];
  readonly keptSeries: KeptSeries[] = [];
  readonly rejected: Record<string, number> = {};
  readonly metricMetadata = new Map<string, MetricMetadata>();
  /** Series up to which new ones are made. */
  seriesMax = Infinity;
  /** Handles that were let go: `append` refuses them until they are asked for again. */
  readonly evicted = new Set<number>();
  readonly #refs = new Map<string, number>();
  refCalls = 0;

  readonly #reject = (reason: string, count: number): void => {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + count;
  };

  readonly #kept = (kept: number): KeptSignal => ({
    kept,
    keptMax: Infinity,
    bytes: 0,
    bytesMax: Infinity,
    accepted: kept,
    evicted: 0,
    rejected: this.rejected,
    oldestMs: undefined,
    newestMs: undefined,
  });

  readonly logs = {
    append: (line: LogInput): void => {
      // As a ring would: the bytes are only good during the call.
      this.lines.push({ ...line, json: Uint8Array.from(line.json) });
    },
    reject: this.#reject,
    scan: (): void => undefined,
    ofTrace: (): never[] => [],
    kept: () => this.#kept(this.lines.length),
  };

  readonly spans = {
    appendOtlp: (request: Uint8Array) => {
      const spans = decodeTraces(request);
      this.keptSpans.push(...spans);
      return { accepted: spans.length, rejected: 0, reason: '' };
    },
    reject: this.#reject,
    scan: (): void => undefined,
    trace: (): never[] => [],
    kept: () => this.#kept(this.keptSpans.length),
  };

  readonly metrics = {
    ref: (labels: Labels): number => {
      this.refCalls += 1;
      const key = labelsKey(labels);
      const known = this.#refs.get(key);
      if (known !== undefined && !this.evicted.has(known)) return known;
      if (this.keptSeries.length >= this.seriesMax) return -1;
      this.#refs.set(key, this.keptSeries.length);
      return this.keptSeries.push({ labels, samples: [], exemplars: [] }) - 1;
    },
    append: (ref: number, timeMs: number, value: number): boolean => {
      if (this.evicted.has(ref)) return false;
      this.keptSeries[ref]?.samples.push({ timeMs, value, stale: false });
      return true;
    },
    markStale: (ref: number, timeMs: number): void => {
      this.keptSeries[ref]?.samples.push({ timeMs, value: Number.NaN, stale: true });
    },
    addExemplar: (ref: number, exemplar: Exemplar): void => {
      this.keptSeries[ref]?.exemplars.push(exemplar);
    },
    setMetadata: (metric: string, metadata: MetricMetadata): void => {
      this.metricMetadata.set(metric, metadata);
    },
    reject: this.#reject,
    select: (): never[] => [],
    series: (): never[] => [],
    exemplars: (): never[] => [],
    metadata: () => this.metricMetadata,
    kept: () => ({ ...this.#kept(0), series: this.keptSeries.length, seriesMax: Infinity }),
  };

  onChange(): () => void {
    return () => undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The kept lines, parsed. */
  parsedLines(): Record<string, unknown>[] {
    return this.lines.map(
      ({ json }) => JSON.parse(Buffer.from(json).toString()) as Record<string, unknown>,
    );
  }

  /** Last values by `name{label="value"}`, labels sorted; `stale` where the series ended. */
  latest(): Record<string, number | 'stale'> {
    const entries = this.keptSeries.flatMap(({ labels, samples }) => {
      const last = samples.at(-1);
      return last === undefined ? [] : [[seriesText(labels), last.stale ? 'stale' : last.value]];
    });
    return Object.fromEntries(entries) as Record<string, number | 'stale'>;
  }
}

function seriesText(labels: Labels): string {
  const pairs = Object.keys(labels)
    .filter((name) => name !== METRIC_NAME)
    .sort()
    .map((name) => `${name}="${labels[name]}"`);
  return `${labels[METRIC_NAME]}{${pairs.join(',')}}`;
}
