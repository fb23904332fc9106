import { METRIC_NAME, type MetricStore, type MetricType } from '../../model/index.ts';
import { DeltaStreams } from '../metrics/deltas.ts';
import { resourceLabels, type ResourceLabels } from '../metrics/labels.ts';
import { prometheusName, prometheusUnit } from '../metrics/name.ts';
import { decode } from './decode.ts';
import { METRICS_REQUEST } from './metric-messages.ts';
import type { MetricRefusal } from './metric-refusals.ts';
import { PointWriter, type PointContext } from './metric-points.ts';
import type { MetricsRequest, OtlpMetric, OtlpPoint, OtlpPoints } from './metric-types.ts';
import { plainAttributes } from './values.ts';

/** What of a request was taken: points, not samples; a histogram's point gives many of them. */
export interface TakenPoints {
  readonly accepted: number;
  readonly rejected: ReadonlyMap<MetricRefusal, number>;
}

interface Tally {
  accepted: number;
  readonly rejected: Map<MetricRefusal, number>;
}

type PointKind = 'number' | 'histogram' | 'summary';

/** Takes OTLP metrics as samples under the names that Prometheus gives them. */
export class MetricTaker {
  readonly #store: MetricStore;
  readonly #points: PointWriter;

  constructor(store: MetricStore) {
    this.#store = store;
    this.#points = new PointWriter(store, new DeltaStreams());
  }

  /**
   * @throws WireError when the bytes are no ExportMetricsServiceRequest; nothing is kept then.
   */
  take(request: Uint8Array, nowMs = Date.now()): TakenPoints {
    const { resourceMetrics = [] } = decode(METRICS_REQUEST, request) as MetricsRequest;
    const tally: Tally = { accepted: 0, rejected: new Map() };
    for (const { resource, scopeMetrics = [] } of resourceMetrics) {
      const labels = resourceLabels(plainAttributes(resource?.attributes));
      let newestMs = 0;
      for (const { metrics = [] } of scopeMetrics) {
        for (const metric of metrics) {
          newestMs = Math.max(newestMs, this.#metric(metric, labels, nowMs, tally));
        }
      }
      if (newestMs > 0) this.#targetInfo(labels, newestMs);
    }
    return tally;
  }

  /** Takes the points of a metric; returns the newest time among them. */
  #metric(metric: OtlpMetric, labels: ResourceLabels, nowMs: number, tally: Tally): number {
    const { name = '', unit = '', description = '' } = metric;
    const { type, kind, data, naming } = shapeOf(metric);
    const points = data?.dataPoints ?? [];
    let refusal: MetricRefusal | undefined;
    if (name === '') refusal = 'no_name';
    else if (metric.exponentialHistogram !== undefined) refusal = 'exponential_histogram';
    else if (data === undefined) refusal = 'no_data';
    if (refusal !== undefined) {
      count(tally, refusal, Math.max(points.length, 1));
      return 0;
    }
    const context: PointContext = {
      name: prometheusName({ name, unit, kind: naming }),
      onSeries: labels.onSeries,
      temporality: data?.aggregationTemporality,
      nowMs,
    };
    const metadata = { type, help: description, unit: prometheusUnit(unit) };
    this.#store.setMetadata(context.name, metadata);
    let newestMs = 0;
    for (const point of points) {
      const refused = this.#points[kind](context, point);
      count(tally, refused, 1);
      newestMs = Math.max(newestMs, newestOf(point, nowMs));
    }
    return newestMs;
  }

  #targetInfo({ onSeries, onInfo }: ResourceLabels, timeMs: number): void {
    const { job, instance } = onSeries;
    if (Object.keys(onInfo).length === 0 || (job === undefined && instance === undefined)) return;
    const ref = this.#store.ref({ ...onInfo, ...onSeries, [METRIC_NAME]: 'target_info' });
    if (ref < 0) return;
    this.#store.setMetadata('target_info', {
      type: 'gauge',
      help: 'Resource of the target',
      unit: '',
    });
    this.#store.append(ref, timeMs, 1);
  }
}

function newestOf({ timeUnixNano }: OtlpPoint, nowMs: number): number {
  return Math.floor(timeUnixNano || nowMs);
}

function count(tally: Tally, refused: MetricRefusal | undefined, points: number): void {
  if (refused === undefined) tally.accepted += points;
  else tally.rejected.set(refused, (tally.rejected.get(refused) ?? 0) + points);
}

interface Shape {
  readonly type: MetricType;
  readonly kind: PointKind;
  readonly data: OtlpPoints | undefined;
  readonly naming: 'counter' | 'gauge' | 'other';
}

function shapeOf(metric: OtlpMetric): Shape {
  const { gauge, sum, histogram, summary, exponentialHistogram } = metric;
  const naming = 'other';
  if (sum?.isMonotonic === true) {
    return { type: 'counter', kind: 'number', data: sum, naming: 'counter' };
  }
  // A sum that goes up and down is a gauge for queries, but is never named as a ratio.
  if (sum !== undefined) return { type: 'gauge', kind: 'number', data: sum, naming };
  if (histogram !== undefined) {
    return { type: 'histogram', kind: 'histogram', data: histogram, naming };
  }
  if (summary !== undefined) return { type: 'summary', kind: 'summary', data: summary, naming };
  const data = gauge ?? exponentialHistogram;
  return { type: 'gauge', kind: 'number', data, naming: 'gauge' };
}
