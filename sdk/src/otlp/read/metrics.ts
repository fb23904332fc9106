import { addAttribute, groupsOf, type CollectedAttributes, type CollectedScope } from './common.ts';
import { fieldsOf, type WireField } from './wire.ts';

export type CollectedMetricType =
  | 'gauge'
  | 'sum'
  | 'histogram'
  | 'exponentialHistogram'
  | 'summary'
  | 'empty';

export interface CollectedExemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly value: number;
  readonly timeUnixNano: bigint;
}

export interface CollectedPoint {
  readonly attributes: CollectedAttributes;
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  /** Of gauges and sums. */
  readonly value: number | undefined;
  /** Of histograms and summaries. */
  readonly count: bigint | undefined;
  readonly sum: number | undefined;
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly number[];
  readonly exemplars: readonly CollectedExemplar[];
}

export interface CollectedMetric {
  readonly resource: CollectedAttributes;
  readonly scope: CollectedScope;
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly type: CollectedMetricType;
  readonly temporality: 'unspecified' | 'delta' | 'cumulative';
  readonly monotonic: boolean;
  readonly points: readonly CollectedPoint[];
}

/** Every metric of an ExportMetricsServiceRequest; not the exponential buckets and quantiles. */
export function decodeMetrics(request: Uint8Array): CollectedMetric[] {
  return groupsOf(request).flatMap(({ resource, scope, items }) =>
    items.map((item) => ({ resource, scope, ...decodeMetric(item) })),
  );
}

const TYPES: Readonly<Record<number, CollectedMetricType>> = {
  5: 'gauge',
  7: 'sum',
  9: 'histogram',
  10: 'exponentialHistogram',
  11: 'summary',
};
const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;

function decodeMetric(bytes: Uint8Array): Omit<CollectedMetric, 'resource' | 'scope'> {
  const metric = { name: '', description: '', unit: '' };
  let data: MetricData = {
    type: 'empty',
    temporality: 'unspecified',
    monotonic: false,
    points: [],
  };
  for (const field of fieldsOf(bytes)) {
    const type = TYPES[field.number];
    if (field.number === 1) metric.name = field.text();
    else if (field.number === 2) metric.description = field.text();
    else if (field.number === 3) metric.unit = field.text();
    else if (type !== undefined) data = decodeData(type, field.bytes());
  }
  return { ...metric, ...data };
}

type MetricData = Pick<CollectedMetric, 'type' | 'temporality' | 'monotonic' | 'points'>;

function decodeData(type: CollectedMetricType, bytes: Uint8Array): MetricData {
  const points: CollectedPoint[] = [];
  let temporality: CollectedMetric['temporality'] = 'unspecified';
  let monotonic = false;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) points.push(decodePoint(type, field.bytes()));
    else if (field.number === 2) temporality = TEMPORALITIES[field.uint()] ?? 'unspecified';
    else if (field.number === 3) monotonic = field.bool();
  }
  return { type, temporality, monotonic, points };
}

type MutablePoint = { -readonly [K in keyof CollectedPoint]: CollectedPoint[K] } & {
  exemplars: CollectedExemplar[];
};

function decodePoint(type: CollectedMetricType, bytes: Uint8Array): CollectedPoint {
  const point: MutablePoint = {
    attributes: {},
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    value: undefined,
    count: undefined,
    sum: undefined,
    bucketCounts: [],
    explicitBounds: [],
    exemplars: [],
  };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 2) point.startTimeUnixNano = field.fixed64();
    else if (field.number === 3) point.timeUnixNano = field.fixed64();
    else if (type === 'gauge' || type === 'sum') readNumberField(point, field);
    else readDistributionField(type, point, field);
  }
  return point;
}

/** Field numbers of NumberDataPoint in opentelemetry/proto/metrics/v1/metrics.proto. */
function readNumberField(point: MutablePoint, field: WireField): void {
  if (field.number === 7) addAttribute(point.attributes, field);
  else if (field.number === 4) point.value = field.double();
  else if (field.number === 6) point.value = Number(field.int64());
  else if (field.number === 5) point.exemplars.push(decodeExemplar(field.bytes()));
}

/** HistogramDataPoint; the other two share count, sum and the place of their attributes. */
function readDistributionField(
  type: CollectedMetricType,
  point: MutablePoint,
  field: WireField,
): void {
  const attributes = type === 'histogram' ? 9 : type === 'summary' ? 7 : 1;
  if (field.number === attributes) addAttribute(point.attributes, field);
  else if (field.number === 4) point.count = field.fixed64();
  else if (field.number === 5) point.sum = field.double();
  else if (type !== 'histogram') return;
  else if (field.number === 6) point.bucketCounts = field.packedFixed64();
  else if (field.number === 7) point.explicitBounds = field.packedDouble();
  else if (field.number === 8) point.exemplars.push(decodeExemplar(field.bytes()));
}

function decodeExemplar(bytes: Uint8Array): CollectedExemplar {
  const exemplar = { traceId: '', spanId: '', value: 0, timeUnixNano: 0n };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 2) exemplar.timeUnixNano = field.fixed64();
    else if (field.number === 3) exemplar.value = field.double();
    else if (field.number === 4) exemplar.spanId = field.hex();
    else if (field.number === 5) exemplar.traceId = field.hex();
    else if (field.number === 6) exemplar.value = Number(field.int64());
  }
  return exemplar;
}
