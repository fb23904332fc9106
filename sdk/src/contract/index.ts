/** Every name that the SDK emits: metrics, labels, buckets, span attributes and log fields. */
export {
  BODY_SIZE_BUCKETS_BYTES,
  DB_BUCKETS_SECONDS,
  DURATION_BUCKETS_SECONDS,
  GC_BUCKETS_SECONDS,
} from './buckets.ts';
export {
  DROP_REASON,
  ERROR_TYPE,
  EXEMPLAR_LABEL,
  IDENTITY_LABELS,
  LABEL,
  OTHER_METHOD,
} from './labels.ts';
export {
  DATASET,
  ECS_VERSION,
  LOG_FIELD,
  LOG_LEVELS,
  LOG_PATH,
  logStream,
  REDACTED,
  SETTABLE_PATHS,
  SHIPPED_DIRECT,
  SHIPPED_LABEL,
  SHIPPED_OTLP,
  TRUNCATED_LABEL,
  type LogLevel,
} from './logs.ts';
export {
  HTTP_METRICS,
  IDENTITY_METRICS,
  METRICS,
  PROCESS_METRICS,
  RUNTIME_METRICS,
} from './metrics.ts';
export {
  DB_METRICS,
  GRAPHQL_METRICS,
  labelOf,
  MESSAGING_METRICS,
  OPERATION_METRICS,
  RPC_METRICS,
  SAGA_METRICS,
} from './metrics-operations.ts';
export type { MetricDefinition, MetricType } from './definition.ts';
export { SELF_METRICS } from './metrics-self.ts';
export { ATTR, EXCEPTION_EVENT, RESOURCE, SCOPE_NAME } from './spans.ts';
export {
  CACHE_RESULT,
  DB,
  GRAPHQL,
  MESSAGING,
  MESSAGING_ERROR,
  MESSAGING_TYPE,
  RPC,
  STEP,
} from './spans-operations.ts';
export { otlpAttributes, otlpMetricName } from './otlp.ts';
