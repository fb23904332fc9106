import type { KeyValue, OtlpResource } from './values.ts';

export interface OtlpExemplar {
  readonly timeUnixNano?: number;
  readonly asDouble?: number;
  readonly asInt?: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly filteredAttributes?: readonly KeyValue[];
}

/** A point of any type; which members it has depends on the type of its metric. */
export interface OtlpPoint {
  readonly attributes?: readonly KeyValue[];
  readonly timeUnixNano?: number;
  readonly flags?: number;
  readonly exemplars?: readonly OtlpExemplar[];
  readonly asDouble?: number;
  readonly asInt?: number;
  readonly count?: number;
  readonly sum?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
  readonly quantileValues?: readonly { readonly quantile?: number; readonly value?: number }[];
}

export interface OtlpPoints {
  readonly dataPoints?: readonly OtlpPoint[];
  /** 1 delta, 2 cumulative. */
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}

export interface OtlpMetric {
  readonly name?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly gauge?: OtlpPoints;
  readonly sum?: OtlpPoints;
  readonly histogram?: OtlpPoints;
  readonly exponentialHistogram?: OtlpPoints;
  readonly summary?: OtlpPoints;
}

export interface MetricsRequest {
  readonly resourceMetrics?: readonly {
    readonly resource?: OtlpResource;
    readonly scopeMetrics?: readonly { readonly metrics?: readonly OtlpMetric[] }[];
  }[];
}

export const DELTA = 1;
/** Bit of `flags`: the stream exists, and had no value this time. */
export const NO_RECORDED_VALUE = 1;
