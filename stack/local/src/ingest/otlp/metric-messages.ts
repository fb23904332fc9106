import { attributes, RESOURCE, SCOPE } from './messages.ts';
import { enumOf, list, manyOf, message, one, oneOf } from './schema.ts';

/** The messages of metrics. Numbers: OTLP 1.x. */
const EXEMPLAR = message({
  timeUnixNano: [2, one('nanos')],
  asDouble: [3, one('double')],
  spanId: [4, one('hex')],
  traceId: [5, one('hex')],
  asInt: [6, one('sfixed64')],
  filteredAttributes: [7, attributes],
});
const times = {
  startTimeUnixNano: [2, one('nanos')],
  timeUnixNano: [3, one('nanos')],
} as const;
const NUMBER_POINT = message({
  ...times,
  asDouble: [4, one('double')],
  exemplars: [5, manyOf(() => EXEMPLAR)],
  asInt: [6, one('sfixed64')],
  attributes: [7, attributes],
  flags: [8, one('uint32')],
});
const HISTOGRAM_POINT = message({
  ...times,
  count: [4, one('fixed64')],
  sum: [5, one('double')],
  bucketCounts: [6, list('fixed64')],
  explicitBounds: [7, list('double')],
  exemplars: [8, manyOf(() => EXEMPLAR)],
  attributes: [9, attributes],
  flags: [10, one('uint32')],
  min: [11, one('double')],
  max: [12, one('double')],
});
/** Native histograms are refused point by point, so only what tells points apart is read. */
const EXPONENTIAL_POINT = message({ attributes: [1, attributes], ...times });
const QUANTILE = message({ quantile: [1, one('double')], value: [2, one('double')] });
const SUMMARY_POINT = message({
  ...times,
  count: [4, one('fixed64')],
  sum: [5, one('double')],
  quantileValues: [6, manyOf(() => QUANTILE)],
  attributes: [7, attributes],
  flags: [8, one('uint32')],
});

const temporality = enumOf('AGGREGATION_TEMPORALITY_', ['UNSPECIFIED', 'DELTA', 'CUMULATIVE']);
const GAUGE = message({ dataPoints: [1, manyOf(() => NUMBER_POINT)] });
const SUM = message({
  dataPoints: [1, manyOf(() => NUMBER_POINT)],
  aggregationTemporality: [2, temporality],
  isMonotonic: [3, one('bool')],
});
const HISTOGRAM = message({
  dataPoints: [1, manyOf(() => HISTOGRAM_POINT)],
  aggregationTemporality: [2, temporality],
});
const EXPONENTIAL_HISTOGRAM = message({
  dataPoints: [1, manyOf(() => EXPONENTIAL_POINT)],
  aggregationTemporality: [2, temporality],
});
const SUMMARY = message({ dataPoints: [1, manyOf(() => SUMMARY_POINT)] });
const METRIC = message({
  name: [1, one('string')],
  description: [2, one('string')],
  unit: [3, one('string')],
  gauge: [5, oneOf(() => GAUGE)],
  sum: [7, oneOf(() => SUM)],
  histogram: [9, oneOf(() => HISTOGRAM)],
  exponentialHistogram: [10, oneOf(() => EXPONENTIAL_HISTOGRAM)],
  summary: [11, oneOf(() => SUMMARY)],
});
const SCOPE_METRICS = message({
  scope: [1, oneOf(() => SCOPE)],
  metrics: [2, manyOf(() => METRIC)],
  schemaUrl: [3, one('string')],
});
const RESOURCE_METRICS = message({
  resource: [1, oneOf(() => RESOURCE)],
  scopeMetrics: [2, manyOf(() => SCOPE_METRICS)],
  schemaUrl: [3, one('string')],
});
export const METRICS_REQUEST = message({ resourceMetrics: [1, manyOf(() => RESOURCE_METRICS)] });
