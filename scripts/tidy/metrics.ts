import type { MetricDefinition } from '../../sdk/src/contract/index.ts';
import type { Exception, Finding } from './exceptions.ts';

const NAME = /^[a-z][a-z0-9_]*$/;
/** Not base units, or an abbreviation of one. */
const OTHER_UNITS =
  'ms us ns millis milliseconds microseconds nanoseconds sec secs minutes hours days percent ' +
  'kb mb gb kilobytes megabytes kibibytes mebibytes';
const OTHER_UNIT = new RegExp(`_(?:${OTHER_UNITS.replaceAll(' ', '|')})(?:_|$)`);
/** A kind of metric is no part of its name. */
const KIND_IN_NAME = /_(?:gauge|counter|histogram|summary)(?:_|$)/;
const HISTOGRAM_PARTS = /_(?:count|sum|bucket)$/;
/** What the exposition format itself uses. */
const RESERVED_LABELS = new Set(['le', 'quantile']);
const WITH_UNIT = /_(?:seconds|bytes|ratio)$/;

/** Names that a standard fixed before us, named by the metric. */
export const FIXED_NAMES: readonly Exception[] = [
  {
    what: 'process_unix_file_descriptor_count',
    reason: 'The OpenTelemetry process convention names this gauge with "count".',
  },
  {
    what: 'db_client_connection_count',
    reason: 'The OpenTelemetry database convention names this gauge with "count".',
  },
  {
    what: 'db_client_response_returned_rows',
    reason: 'The OpenTelemetry database convention counts rows in this histogram.',
  },
];

/** The rules of promlint for one family, and what we ask of ourselves. */
function problemsOf({ name, type, help, labels, buckets }: MetricDefinition): string[] {
  const problems: string[] = [];
  const rule = (broken: boolean, text: string): void => {
    if (broken) problems.push(text);
  };
  rule(!NAME.test(name) || name.includes('__'), 'name is no snake_case metric name');
  rule(OTHER_UNIT.test(name), 'name has another unit than the base units');
  rule(KIND_IN_NAME.test(name), 'name tells the kind of the metric');
  rule(type === 'counter' && !name.endsWith('_total'), 'counter without _total');
  rule(type !== 'counter' && name.endsWith('_total'), `${type} with _total`);
  rule(HISTOGRAM_PARTS.test(name), 'name ends like a part of a histogram');
  rule(type === 'histogram' && !WITH_UNIT.test(name), 'histogram without a unit');
  rule(!help.endsWith('.') || help.trim() !== help, 'help is no sentence that ends with a period');
  rule(/\n/.test(help), 'help spans lines');
  for (const label of labels) {
    rule(!NAME.test(label) || label.startsWith('__'), `label ${label} is no label name`);
    rule(RESERVED_LABELS.has(label), `label ${label} belongs to the exposition format`);
  }
  rule(new Set(labels).size !== labels.length, 'a label is listed twice');
  rule((type === 'histogram') !== (buckets !== undefined), 'buckets and histogram go together');
  const bounds = buckets ?? [];
  rule(
    bounds.some((bound, index) => !Number.isFinite(bound) || bound <= (bounds[index - 1] ?? -1)),
    'buckets do not rise',
  );
  return problems;
}

export function metricProblems(metrics: readonly MetricDefinition[]): Finding[] {
  const seen = new Set<string>();
  return metrics.flatMap((metric) => {
    const twice = seen.has(metric.name) ? ['defined twice'] : [];
    seen.add(metric.name);
    return [...problemsOf(metric), ...twice].map((problem) => ({
      what: metric.name,
      problem: `${metric.name}: ${problem}`,
    }));
  });
}
