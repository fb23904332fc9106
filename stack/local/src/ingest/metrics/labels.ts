import { labelText, type JsonValue, type KeyValue, plainAttributes } from '../otlp/values.ts';
import { prometheusLabel } from './name.ts';

export interface MutableLabels {
  [name: string]: string;
}

/** What a resource gives to its series. */
export interface ResourceLabels {
  /** On every series: `job`, `instance`, `service_name`, `deployment_environment_name`. */
  readonly onSeries: Readonly<MutableLabels>;
  /** On `target_info` only: everything else that the resource says; may be empty. */
  readonly onInfo: Readonly<MutableLabels>;
}

/** Attributes that become `job` and `instance`, so that `target_info` need not repeat them. */
const IDENTIFYING: ReadonlySet<string> = new Set([
  'service.name',
  'service.namespace',
  'service.instance.id',
]);
const ENVIRONMENTS = ['deployment.environment.name', 'deployment.environment'];

export function resourceLabels(resource: ReadonlyMap<string, JsonValue>): ResourceLabels {
  const text = (name: string): string => labelText(resource.get(name) ?? '');
  const [service, namespace] = [text('service.name'), text('service.namespace')];
  const onSeries: MutableLabels = {};
  if (service !== '') onSeries['job'] = namespace === '' ? service : `${namespace}/${service}`;
  const instance = text('service.instance.id');
  if (instance !== '') onSeries['instance'] = instance;
  if (service !== '') onSeries['service_name'] = service;
  const environment = ENVIRONMENTS.map(text).find((value) => value !== '');
  if (environment !== undefined) onSeries['deployment_environment_name'] = environment;
  const others = [...resource].filter(([name]) => !IDENTIFYING.has(name));
  const onInfo = toLabels(others.filter(([name]) => !ENVIRONMENTS.includes(name)));
  return { onSeries, onInfo };
}

/** Attributes of a point as labels. */
export function pointLabels(attributes: readonly KeyValue[] | undefined): MutableLabels {
  return toLabels(plainAttributes(attributes));
}

/** Of two names that become one, both values are kept; empty values are no labels. */
function toLabels(attributes: Iterable<readonly [name: string, value: JsonValue]>): MutableLabels {
  const labels: MutableLabels = {};
  for (const [name, value] of attributes) {
    const label = prometheusLabel(name);
    const text = labelText(value);
    if (label === '' || text === '' || label === '__proto__') continue;
    labels[label] = Object.hasOwn(labels, label) ? `${labels[label]};${text}` : text;
  }
  return labels;
}
