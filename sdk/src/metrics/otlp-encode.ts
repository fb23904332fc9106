import { otlpAttributes, otlpMetricName } from '../contract/index.ts';
import { writeAttributes, type ProtoWriter } from '../otlp/index.ts';
import type { Exemplar } from './histogram.ts';

const METRIC = {
  name: 0x0a,
  description: 0x12,
  unit: 0x1a,
  gauge: 0x2a,
  sum: 0x3a,
  histogram: 0x4a,
};
const DATA_POINT = 0x0a;
const TEMPORALITY = 0x10;
const MONOTONIC = 0x18;
const CUMULATIVE = 2;
const START = 0x11;
const TIME = 0x19;
const NUMBER = { value: 0x21, attribute: 0x3a };
const HISTOGRAM = {
  count: 0x21,
  sum: 0x29,
  bucketCounts: 0x32,
  bounds: 0x3a,
  exemplar: 0x42,
  attribute: 0x4a,
};
const EXEMPLAR = { time: 0x11, value: 0x19, spanId: 0x22, traceId: 0x2a };

type Labels = Readonly<Record<string, string | number>>;

export interface NumberPoint {
  readonly labels: Labels;
  readonly value: number;
}

export interface HistogramPoint {
  readonly labels: Labels;
  readonly sum: number;
  /** Per bucket, not cumulative; one more than there are bounds. */
  readonly counts: ArrayLike<number>;
  readonly exemplars: readonly (Exemplar | undefined)[];
}

/** A metric family ready for OTLP, under its Prometheus name. */
export interface OtlpMetric {
  readonly name: string;
  readonly help: string;
  readonly startMs: number;
  readonly timeMs: number;
  readonly data:
    | { readonly type: 'gauge' | 'counter'; readonly points: readonly NumberPoint[] }
    | {
        readonly type: 'histogram';
        readonly bounds: readonly number[];
        readonly points: readonly HistogramPoint[];
      };
}

/** A family as the body of an OTLP metric message. */
export function writeMetric(writer: ProtoWriter, metric: OtlpMetric): void {
  const { name, unit } = otlpMetricName(metric.name);
  const { data } = metric;
  writer.text(METRIC.name, name);
  writer.text(METRIC.description, metric.help);
  if (unit !== '') writer.text(METRIC.unit, unit);
  const kinds = { gauge: METRIC.gauge, counter: METRIC.sum, histogram: METRIC.histogram };
  const start = writer.open(kinds[data.type]);
  if (data.type === 'histogram') {
    for (const point of data.points) writeHistogram(writer, metric, data.bounds, point);
  } else {
    for (const point of data.points) writeNumber(writer, metric, point);
  }
  if (data.type !== 'gauge') {
    writer.byte(TEMPORALITY);
    writer.byte(CUMULATIVE);
  }
  if (data.type === 'counter') {
    writer.byte(MONOTONIC);
    writer.byte(1);
  }
  writer.close(start);
}

function writeTimes(writer: ProtoWriter, { startMs, timeMs }: OtlpMetric): void {
  writeTime(writer, START, startMs);
  writeTime(writer, TIME, timeMs);
}

function writeTime(writer: ProtoWriter, tag: number, atMs: number): void {
  const seconds = Math.floor(atMs / 1000);
  writer.time(tag, seconds, Math.round((atMs - seconds * 1000) * 1e6));
}

function writeNumber(writer: ProtoWriter, metric: OtlpMetric, point: NumberPoint): void {
  const start = writer.open(DATA_POINT);
  writeTimes(writer, metric);
  writer.byte(NUMBER.value);
  writer.double(point.value);
  writeAttributes(writer, NUMBER.attribute, otlpAttributes(point.labels));
  writer.close(start);
}

function writeHistogram(
  writer: ProtoWriter,
  metric: OtlpMetric,
  bounds: readonly number[],
  point: HistogramPoint,
): void {
  const start = writer.open(DATA_POINT);
  writeTimes(writer, metric);
  let total = 0;
  for (let bucket = 0; bucket < point.counts.length; bucket += 1) {
    total += point.counts[bucket] as number;
  }
  writer.byte(HISTOGRAM.count);
  writer.fixed64(total);
  writer.byte(HISTOGRAM.sum);
  writer.double(point.sum);
  const counts = writer.open(HISTOGRAM.bucketCounts);
  for (let bucket = 0; bucket < point.counts.length; bucket += 1) {
    writer.fixed64(point.counts[bucket] as number);
  }
  writer.close(counts);
  const limits = writer.open(HISTOGRAM.bounds);
  for (const bound of bounds) writer.double(bound);
  writer.close(limits);
  for (const exemplar of point.exemplars) {
    if (exemplar !== undefined) writeExemplar(writer, exemplar);
  }
  writeAttributes(writer, HISTOGRAM.attribute, otlpAttributes(point.labels));
  writer.close(start);
}

function writeExemplar(writer: ProtoWriter, exemplar: Exemplar): void {
  const start = writer.open(HISTOGRAM.exemplar);
  writeTime(writer, EXEMPLAR.time, exemplar.timestampMs);
  writer.byte(EXEMPLAR.value);
  writer.double(exemplar.value);
  writer.hex(EXEMPLAR.spanId, exemplar.spanId);
  writer.hex(EXEMPLAR.traceId, exemplar.traceId);
  writer.close(start);
}
