import { LABEL } from './labels.ts';
import { HTTP_METRICS, PROCESS_METRICS, RUNTIME_METRICS } from './metrics.ts';

/** Units of OTLP by the suffix that Prometheus gives them. */
const UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ['_seconds', 's'],
  ['_bytes', 'By'],
  ['_ratio', '1'],
];

/** Dotted names of the conventions; every other metric keeps its underscores. */
const DOTTED: ReadonlyMap<string, string> = new Map([
  [HTTP_METRICS.serverDuration.name, 'http.server.request.duration'],
  [HTTP_METRICS.serverActive.name, 'http.server.active_requests'],
  [HTTP_METRICS.serverRequestSize.name, 'http.server.request.body.size'],
  [HTTP_METRICS.serverResponseSize.name, 'http.server.response.body.size'],
  [HTTP_METRICS.clientDuration.name, 'http.client.request.duration'],
  [HTTP_METRICS.clientActive.name, 'http.client.active_requests'],
  [RUNTIME_METRICS.loopDelayP50.name, 'nodejs.eventloop.delay.p50'],
  [RUNTIME_METRICS.loopDelayP90.name, 'nodejs.eventloop.delay.p90'],
  [RUNTIME_METRICS.loopDelayP99.name, 'nodejs.eventloop.delay.p99'],
  [RUNTIME_METRICS.loopDelayMax.name, 'nodejs.eventloop.delay.max'],
  [RUNTIME_METRICS.loopUtilization.name, 'nodejs.eventloop.utilization'],
  [RUNTIME_METRICS.loopTime.name, 'nodejs.eventloop.time'],
  [RUNTIME_METRICS.gcDuration.name, 'v8js.gc.duration'],
  [RUNTIME_METRICS.heapUsed.name, 'v8js.memory.heap.used'],
  [RUNTIME_METRICS.heapLimit.name, 'v8js.memory.heap.limit'],
  [RUNTIME_METRICS.heapSpaceSize.name, 'v8js.memory.heap.space.size'],
  [RUNTIME_METRICS.activeResources.name, 'v8js.resource.active'],
  [PROCESS_METRICS.cpuTime.name, 'process.cpu.time'],
  [PROCESS_METRICS.memoryUsage.name, 'process.memory.usage'],
  [PROCESS_METRICS.uptime.name, 'process.uptime'],
  [PROCESS_METRICS.fileDescriptors.name, 'process.unix.file_descriptor.count'],
]);

/** Attributes behind the labels of the conventions; every other label keeps its name. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  [LABEL.method]: 'http.request.method',
  [LABEL.route]: 'http.route',
  [LABEL.status]: 'http.response.status_code',
  [LABEL.errorType]: 'error.type',
  [LABEL.scheme]: 'url.scheme',
  [LABEL.serverAddress]: 'server.address',
  [LABEL.serverPort]: 'server.port',
  [LABEL.overflow]: 'otel.metric.overflow',
  [LABEL.gcType]: 'v8js.gc.type',
  [LABEL.heapSpace]: 'v8js.heap.space.name',
  [LABEL.cpuMode]: 'cpu.mode',
  [LABEL.loopState]: 'nodejs.eventloop.state',
  [LABEL.resourceType]: 'v8js.resource.type',
};
const WHOLE_NUMBERS: ReadonlySet<string> = new Set([LABEL.status, LABEL.serverPort]);

/** Name and unit over OTLP; translated to Prometheus they give the name that scraping shows. */
export function otlpMetricName(name: string): { readonly name: string; readonly unit: string } {
  const base = name.endsWith('_total') ? name.slice(0, -'_total'.length) : name;
  const [suffix = '', unit = ''] = UNITS.find(([ending]) => base.endsWith(ending)) ?? [];
  const bare = suffix === '' ? base : base.slice(0, -suffix.length);
  return { name: DOTTED.get(name) ?? bare, unit };
}

/** Labels as OTLP attributes, in the types of the conventions. */
export function otlpAttributes(
  labels: Readonly<Record<string, string | number>>,
): Record<string, string | number | boolean> {
  const attributes: Record<string, string | number | boolean> = {};
  for (const [label, value] of Object.entries(labels)) {
    const name = ATTRIBUTES[label] ?? label;
    if (WHOLE_NUMBERS.has(label)) attributes[name] = Number(value);
    else attributes[name] = label === LABEL.overflow ? value === 'true' : String(value);
  }
  return attributes;
}
