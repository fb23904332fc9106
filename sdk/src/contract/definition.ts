export type MetricType = 'counter' | 'gauge' | 'histogram';

/** One metric family in Prometheus form. Identity labels are implied and not listed. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

export function counter(
  name: string,
  help: string,
  labels: readonly string[] = [],
): MetricDefinition {
  return { name, type: 'counter', help, labels };
}

export function gauge(
  name: string,
  help: string,
  labels: readonly string[] = [],
): MetricDefinition {
  return { name, type: 'gauge', help, labels };
}

export function histogram(
  name: string,
  help: string,
  labels: readonly string[],
  buckets: readonly number[],
): MetricDefinition {
  return { name, type: 'histogram', help, labels, buckets };
}
