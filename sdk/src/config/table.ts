import { CONTEXT_ROWS } from './table-context.ts';
import { OTLP_GENERAL_ROWS, OTLP_SIGNAL_ROWS } from './table-otlp.ts';
import { ADMIN_ROWS, GENERAL_ROWS, IDENTITY_ROWS } from './table-service.ts';
import { LOG_ROWS } from './table-logs.ts';
import { SHIPPING_ROWS } from './table-shipping.ts';
import { METRIC_ROWS, SLO_ROWS, TRACE_ROWS } from './table-signals.ts';
import type { Row } from './row.ts';

/** The rows by name, for typed reading. */
export const ROWS = {
  ...GENERAL_ROWS,
  ...IDENTITY_ROWS,
  ...ADMIN_ROWS,
  ...LOG_ROWS,
  ...SHIPPING_ROWS,
  ...SLO_ROWS,
  ...METRIC_ROWS,
  ...TRACE_ROWS,
  ...CONTEXT_ROWS,
};

/** Every option, once: the source of the reference page, the start line and all checks. */
export const OPTIONS: readonly Row<unknown>[] = [
  ...Object.values(ROWS),
  ...Object.values(OTLP_GENERAL_ROWS),
  ...Object.values(OTLP_SIGNAL_ROWS.traces),
  ...Object.values(OTLP_SIGNAL_ROWS.metrics),
  ...Object.values(OTLP_SIGNAL_ROWS.logs),
];

/** A variable that is read but belongs to no option. */
export interface PlainVariable {
  readonly name: string;
  readonly description: string;
}

export const PLAIN_VARIABLES: readonly PlainVariable[] = [
  {
    name: 'OTEL_CONFIG_FILE',
    description: 'Not supported: refused with one warning, everything else counts.',
  },
  {
    name: 'NODE_ENV',
    description: 'Fallback for the environment; `test` means no admin server unless asked for.',
  },
  {
    name: 'SIGHTLINE_CREW',
    description: 'Set by the SDK itself, for the workers and threads that a process starts.',
  },
  {
    name: 'NODE_APP_INSTANCE',
    description: 'Set by process managers that start several of one program: they share one page.',
  },
  {
    name: 'KUBERNETES_SERVICE_HOST',
    description: 'Set by Kubernetes; turns the detection of pod, namespace and node on.',
  },
  {
    name: 'HOSTNAME',
    description: 'Name of the pod inside Kubernetes, if none of the next two is set.',
  },
  { name: 'K8S_POD_NAME', description: 'Name of the pod, from the downward API.' },
  { name: 'POD_NAME', description: 'The same under its other usual name.' },
  {
    name: 'K8S_NAMESPACE',
    description: 'Namespace of the pod; else the file of the service account is read.',
  },
  { name: 'POD_NAMESPACE', description: 'The same under its other usual name.' },
  { name: 'K8S_NODE_NAME', description: 'Name of the node, from the downward API.' },
  { name: 'NODE_NAME', description: 'The same, read inside Kubernetes only.' },
];

/** Names of every variable that is read. */
export const VARIABLES: readonly string[] = [
  ...new Set([
    ...OPTIONS.flatMap((option) => option.variables),
    ...PLAIN_VARIABLES.map((variable) => variable.name),
  ]),
];
