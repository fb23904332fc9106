import { labelsKey, METRIC_NAME, type MetricStore } from '../../model/index.ts';
import type { DeltaStreams } from '../metrics/deltas.ts';
import { floatText } from '../metrics/float.ts';
import { pointLabels, type MutableLabels } from '../metrics/labels.ts';
import type { MetricRefusal } from './metric-refusals.ts';
import { DELTA, NO_RECORDED_VALUE, type OtlpExemplar, type OtlpPoint } from './metric-types.ts';

export interface PointContext {
  /** Of the series, by the rules of Prometheus. */
  readonly name: string;
  readonly onSeries: Readonly<MutableLabels>;
  readonly temporality: number | undefined;
  /** For points that state no time. */
  readonly nowMs: number;
}

/** Writes points as samples. Every method returns why a point was refused, or undefined. */
export class PointWriter {
  readonly #store: MetricStore;
  readonly #deltas: DeltaStreams;

  constructor(store: MetricStore, deltas: DeltaStreams) {
    this.#store = store;
    this.#deltas = deltas;
  }

  number(context: PointContext, point: OtlpPoint): MetricRefusal | undefined {
    const labels = labelsOf(context, point);
    const value = point.asDouble ?? point.asInt;
    const sums = this.#cumulative(context, labels, [value ?? 0]);
    if (sums === undefined) return 'too_many_delta_streams';
    if (value === undefined && !isStale(point)) return 'no_value';
    const ref = this.#write(context, point, labels, sums[0] as number);
    if (ref < 0) return 'too_many_series';
    for (const exemplar of point.exemplars ?? []) this.#exemplar(ref, exemplar);
    return undefined;
  }

  histogram(context: PointContext, point: OtlpPoint): MetricRefusal | undefined {
    const { explicitBounds: bounds = [], bucketCounts: counts = [] } = point;
    if (counts.length > 0 && counts.length !== bounds.length + 1) return 'buckets_do_not_fit';
    const labels = labelsOf(context, point);
    const hasSum = point.sum !== undefined;
    const sums = this.#cumulative(context, labels, [point.count ?? 0, point.sum ?? 0, ...counts]);
    if (sums === undefined) return 'too_many_delta_streams';
    const [count = 0, sum = 0, ...buckets] = sums;
    const { name } = context;
    const bucketRefs: number[] = [];
    let below = 0;
    for (const [at, bound] of bounds.entries()) {
      below += buckets[at] ?? 0;
      const series = { ...labels, [METRIC_NAME]: `${name}_bucket`, le: floatText(bound) };
      bucketRefs.push(this.#write(context, point, series, below));
    }
    const last = { ...labels, [METRIC_NAME]: `${name}_bucket`, le: '+Inf' };
    bucketRefs.push(this.#write(context, point, last, count));
    const total = { ...labels, [METRIC_NAME]: `${name}_count` };
    const refs = [...bucketRefs, this.#write(context, point, total, count)];
    // Sums of values that may be negative are left out by their sender.
    if (hasSum || isStale(point)) {
      refs.push(this.#write(context, point, { ...labels, [METRIC_NAME]: `${name}_sum` }, sum));
    }
    for (const exemplar of point.exemplars ?? []) {
      const value = exemplar.asDouble ?? exemplar.asInt ?? 0;
      const at = bounds.findIndex((bound) => value <= bound);
      this.#exemplar(bucketRefs.at(at) as number, exemplar);
    }
    return refs.some((ref) => ref < 0) ? 'too_many_series' : undefined;
  }

  summary(context: PointContext, point: OtlpPoint): MetricRefusal | undefined {
    const labels = labelsOf(context, point);
    const { name } = context;
    const refs = (point.quantileValues ?? []).map(({ quantile = 0, value = 0 }) =>
      this.#write(context, point, { ...labels, quantile: floatText(quantile) }, value),
    );
    const parts = [
      ['_sum', point.sum],
      ['_count', point.count],
    ] as const;
    for (const [suffix, value = 0] of parts) {
      const series = { ...labels, [METRIC_NAME]: name + suffix };
      refs.push(this.#write(context, point, series, value));
    }
    return refs.some((ref) => ref < 0) ? 'too_many_series' : undefined;
  }

  #cumulative(
    { temporality }: PointContext,
    labels: Readonly<MutableLabels>,
    values: readonly number[],
  ): readonly number[] | undefined {
    if (temporality !== DELTA) return values;
    return this.#deltas.add(labelsKey(labels), values, Date.now());
  }

  /** The handle of the series, or -1 when there is no room for it. */
  #write(
    context: PointContext,
    point: OtlpPoint,
    labels: Readonly<MutableLabels>,
    value: number,
  ): number {
    const ref = this.#store.ref(labels);
    if (ref < 0) return ref;
    const timeMs = timeOf(context, point);
    if (isStale(point)) this.#store.markStale(ref, timeMs);
    else this.#store.append(ref, timeMs, value);
    return ref;
  }

  #exemplar(ref: number, exemplar: OtlpExemplar): void {
    if (ref < 0) return;
    const { traceId = '', spanId = '', timeUnixNano = 0 } = exemplar;
    const labels = pointLabels(exemplar.filteredAttributes);
    if (traceId !== '') labels['trace_id'] = traceId;
    if (spanId !== '') labels['span_id'] = spanId;
    const value = exemplar.asDouble ?? exemplar.asInt ?? 0;
    this.#store.addExemplar(ref, { labels, value, timeMs: Math.floor(timeUnixNano) });
  }
}

function labelsOf({ name, onSeries }: PointContext, point: OtlpPoint): MutableLabels {
  return { ...onSeries, ...pointLabels(point.attributes), [METRIC_NAME]: name };
}

function isStale({ flags = 0 }: OtlpPoint): boolean {
  return (flags & NO_RECORDED_VALUE) !== 0;
}

function timeOf({ nowMs }: PointContext, { timeUnixNano }: OtlpPoint): number {
  return Math.floor(timeUnixNano || nowMs);
}
