import type { Named } from '../data/prom-series.ts';
import type { PromLabels } from '../data/prometheus.ts';

const DURATION = 'http_server_request_duration_seconds';

/** A value inside the quotes of a matcher. */
export function matcherText(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

export interface ServiceQueries {
  readonly rate: string;
  readonly errors: string;
  readonly latency: readonly { readonly label: string; readonly expression: string }[];
  readonly exemplars: string;
}

/** What the charts of a service ask, in the names of the metrics that the SDK emits. */
export function serviceQueries(service: string): ServiceQueries {
  const only = `service_name="${matcherText(service)}"`;
  const rate = `rate(${DURATION}_count{${only}}[$window])`;
  const buckets = `sum by (le) (rate(${DURATION}_bucket{${only}}[$window]))`;
  return {
    rate: `sum by (http_response_status_code) (${rate})`,
    errors: `sum by (error_type) (rate(${DURATION}_count{${only}, error_type!=""}[$window]))`,
    latency: [
      { label: 'p50', expression: `histogram_quantile(0.5, ${buckets})` },
      { label: 'p95', expression: `histogram_quantile(0.95, ${buckets})` },
      { label: 'p99', expression: `histogram_quantile(0.99, ${buckets})` },
    ],
    exemplars: `${DURATION}_bucket{${only}}`,
  };
}

const CLASS_COLOUR: Readonly<Record<string, string>> = {
  '2': '--hue-1',
  '3': '--hue-0',
  '4': '--degraded',
  '5': '--failing',
};
const CLASS_DASH: Readonly<Record<string, readonly number[]>> = { '3': [2, 3], '4': [6, 3] };

/** By class: 2xx calm, 4xx amber and dashed, 5xx red. The codes of failures are error types. */
export function statusStyle(labels: PromLabels): Named {
  const code = labels['http_response_status_code'] ?? '';
  if (code === '') return { label: 'no answer', style: { colour: '--failing', dash: [2, 3] } };
  const group = code.charAt(0);
  const label = `${group}xx`;
  const colour = CLASS_COLOUR[group] ?? '--faint';
  const dash = CLASS_DASH[group];
  return {
    label,
    style: { colour, fill: group === '5', ...(dash === undefined ? {} : { dash }) },
  };
}

export function errorName(labels: PromLabels): Named {
  return { label: labels['error_type'] ?? 'error' };
}
