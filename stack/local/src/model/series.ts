import type { LabelMatcher, Labels } from './labels.ts';

/** Samples of one series in ascending order of time. */
export interface Series {
  readonly labels: Labels;
  /** Milliseconds since 1970. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /**
   * 1 where a sample is a staleness marker: the series ended there. Absent = no marker. A flag of
   * its own, because an engine may lose the bits that tell one NaN from another.
   */
  readonly stale?: Uint8Array | undefined;
}

/** Example requests of a series: how a point of a histogram leads to a trace. */
export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  readonly timeMs: number;
}

export interface ExemplarSeries {
  readonly labels: Labels;
  readonly exemplars: readonly Exemplar[];
}

/** What the PromQL engine reads from. Both ends of the range are included. */
export interface SampleSource {
  select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Series[];
}

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'info' | 'unknown';

export interface MetricMetadata {
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
}
