import type { Exemplar, ExemplarSeries, MetricMetadata, SampleSource, Series } from './series.ts';
import type { LabelMatcher, Labels } from './labels.ts';
import type { Level, LogEntry, LogInput } from './log.ts';
import type { Span, SpanKind, SpanStatus } from './span.ts';

/** What a store of one signal keeps, and what it let go: shown on the page and as metrics. */
export interface KeptSignal {
  readonly kept: number;
  readonly keptMax: number;
  readonly bytes: number;
  readonly bytesMax: number;
  readonly accepted: number;
  /** Let go because a bound was reached. */
  readonly evicted: number;
  /** Not taken, by reason: malformed, too large, too old, ... */
  readonly rejected: Readonly<Record<string, number>>;
  /** Time of the oldest and newest kept item; undefined when nothing is kept. */
  readonly oldestMs: number | undefined;
  readonly newestMs: number | undefined;
}

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

// ------------------------------------------------------------------ logs

/** Columns of a line, readable without parsing it, and the line itself on demand. */
export interface LogRow {
  readonly sequence: number;
  readonly timeMs: number;
  readonly level: Level;
  readonly service: string;
  readonly traceId: string;
  /** The JSON text. */
  text(): string;
  /** The JSON, parsed at the first call. */
  fields(): Readonly<Record<string, unknown>>;
}

export interface LogStore {
  append(line: LogInput): void;
  /** Counts lines that could not be taken. */
  reject(reason: string, count: number): void;
  /**
   * Newest first, by arrival, until `visit` returns false. The row is only valid during the call.
   */
  scan(range: TimeRange, visit: (row: LogRow) => boolean): void;
  ofTrace(traceId: string): LogEntry[];
  kept(): KeptSignal;
}

// ----------------------------------------------------------------- spans

/** Columns of a span, readable without decoding it. */
export interface SpanRow {
  readonly sequence: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly startMs: number;
  readonly durationMs: number;
  /** `http.route`, empty when absent. */
  readonly route: string;
  /** `http.response.status_code`, 0 when absent. */
  readonly statusCode: number;
  /** The other side of a client or producer span by its attributes, empty when unknown. */
  readonly peer: string;
  /** The whole span, decoded at the first call. */
  span(): Span;
}

export interface SpanStore {
  /**
   * Takes one OTLP `ExportTraceServiceRequest` in protobuf: what the wire carried is what is kept.
   * Throws `MalformedError` when the bytes are no such message; nothing of it is kept then.
   * A span that is unfit (no id, no start) is refused alone: returns how many spans were taken and
   * how many refused, with the last reason.
   */
  appendOtlp(request: Uint8Array): { accepted: number; rejected: number; reason: string };
  reject(reason: string, count: number): void;
  /** Newest first, by arrival, until `visit` returns false. The row is only valid in the call. */
  scan(range: TimeRange, visit: (row: SpanRow) => boolean): void;
  /** All kept spans of a trace, ordered by start. */
  trace(traceId: string): Span[];
  kept(): KeptSignal;
}

// --------------------------------------------------------------- metrics

/** A handle to a series: appending by it costs no lookup. Only valid in the run that made it. */
export type SeriesRef = number;

export interface MetricStore extends SampleSource {
  /**
   * The handle of these labels; makes the series when it is new. Handles of series that were
   * evicted are refused by `append` with false: ask again. -1 when the bound of series is reached
   * (counted).
   */
  ref(labels: Labels): SeriesRef;
  /**
   * Appends a sample. False when the handle is no longer good. Samples that are older than the
   * newest of their series, or equal to it in time, are counted as rejected and not kept.
   */
  append(ref: SeriesRef, timeMs: number, value: number): boolean;
  /** The series ends here (staleness marker). */
  markStale(ref: SeriesRef, timeMs: number): void;
  addExemplar(ref: SeriesRef, exemplar: Exemplar): void;
  setMetadata(metric: string, metadata: MetricMetadata): void;
  reject(reason: string, count: number): void;

  select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Series[];
  /** Labels of the series that match any of the sets and have samples in the range. */
  series(sets: readonly (readonly LabelMatcher[])[], range: TimeRange): Labels[];
  exemplars(matchers: readonly LabelMatcher[], range: TimeRange): ExemplarSeries[];
  metadata(): ReadonlyMap<string, MetricMetadata>;
  kept(): KeptSignal & { readonly series: number; readonly seriesMax: number };
}

// ------------------------------------------------------------------- all

/** Where telemetry is kept. The default keeps bounded rings in memory, and segments on disk. */
export interface TelemetryStore {
  readonly logs: LogStore;
  readonly spans: SpanStore;
  readonly metrics: MetricStore;
  /** Called once per turn, at most, after something new was kept. Returns how to stop listening. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
