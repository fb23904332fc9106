/** The words that all parts of the local stack share. */
export {
  labelsKey,
  METRIC_NAME,
  type LabelMatcher,
  type Labels,
  type MatchOperator,
} from './labels.ts';
export { LEVELS, type Level, type LogEntry, type LogInput } from './log.ts';
export type {
  Exemplar,
  ExemplarSeries,
  MetricMetadata,
  MetricType,
  SampleSource,
  Series,
} from './series.ts';
export {
  SPAN_KINDS,
  type Attributes,
  type AttributeValue,
  type Span,
  type SpanEvent,
  type SpanKind,
  type SpanLink,
  type SpanStatus,
} from './span.ts';
export type {
  KeptSignal,
  LogRow,
  LogStore,
  MetricStore,
  SeriesRef,
  SpanRow,
  SpanStore,
  TelemetryStore,
  TimeRange,
} from './store.ts';
