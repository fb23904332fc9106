import { DB_BUCKETS_SECONDS, DURATION_BUCKETS_SECONDS, ROW_BUCKETS } from './buckets.ts';
import { counter, gauge, histogram, type MetricDefinition } from './definition.ts';
import { LABEL } from './labels.ts';
import { ATTR } from './spans.ts';
import { DB, GRAPHQL, MESSAGING, RPC, STEP } from './spans-operations.ts';

/** A dotted attribute name as Prometheus has it. */
export function labelOf(attribute: string): string {
  return attribute.replaceAll('.', '_');
}

const labels = (...attributes: readonly string[]): string[] => attributes.map(labelOf);

const CALLED = [DB.system, DB.namespace, DB.collection, DB.operation] as const;
const POOL = [DB.system, DB.poolName] as const;
const MESSAGE = [MESSAGING.system, MESSAGING.operation, MESSAGING.destination] as const;

/** Databases and caches, from the side of the caller. */
export const DB_METRICS = {
  duration: histogram(
    'db_client_operation_duration_seconds',
    'Duration of calls to databases and caches.',
    labels(...CALLED, DB.status, ATTR.errorType, ATTR.serverAddress, ATTR.serverPort),
    DB_BUCKETS_SECONDS,
  ),
  returnedRows: histogram(
    'db_client_response_returned_rows',
    'Rows that a database answered with.',
    labels(...CALLED, ATTR.serverAddress, ATTR.serverPort),
    ROW_BUCKETS,
  ),
  connections: gauge(
    'db_client_connection_count',
    'Connections of a pool, by state: idle or used.',
    labels(...POOL, DB.poolState),
  ),
  connectionsMax: gauge('db_client_connection_max', 'Most connections a pool may open.', [
    ...labels(...POOL),
  ]),
  pending: gauge(
    'db_client_connection_pending_requests',
    'Callers that wait for a connection of the pool.',
    labels(...POOL),
  ),
  timeouts: counter(
    'db_client_connection_timeouts_total',
    'Callers that waited for a connection longer than the pool lets them.',
    labels(...POOL),
  ),
  createTime: histogram(
    'db_client_connection_create_time_seconds',
    'Time to open a connection.',
    labels(...POOL),
    DB_BUCKETS_SECONDS,
  ),
  waitTime: histogram(
    'db_client_connection_wait_time_seconds',
    'Time a caller waited for a connection of the pool.',
    labels(...POOL),
    DB_BUCKETS_SECONDS,
  ),
  useTime: histogram(
    'db_client_connection_use_time_seconds',
    'Time between taking a connection out of the pool and giving it back.',
    labels(...POOL),
    DB_BUCKETS_SECONDS,
  ),
  connectionFailures: counter(
    'sightline_db_connection_failures_total',
    'Connections that could not be opened or were lost.',
    labels(DB.system, ATTR.errorType, ATTR.serverAddress, ATTR.serverPort),
  ),
  cacheReads: counter(
    'sightline_cache_reads_total',
    'Keys that a cache was asked for, by result: hit or miss.',
    [...labels(DB.system, DB.operation, ATTR.serverAddress, ATTR.serverPort), LABEL.cacheResult],
  ),
} as const;

/** Remote procedure calls. */
export const RPC_METRICS = {
  serverDuration: histogram(
    'rpc_server_call_duration_seconds',
    'Duration of served remote procedure calls.',
    labels(RPC.system, RPC.method, RPC.status, ATTR.errorType),
    DURATION_BUCKETS_SECONDS,
  ),
  clientDuration: histogram(
    'rpc_client_call_duration_seconds',
    'Duration of outgoing remote procedure calls.',
    labels(RPC.system, RPC.method, RPC.status, ATTR.errorType, ATTR.serverAddress, ATTR.serverPort),
    DURATION_BUCKETS_SECONDS,
  ),
} as const;

/** Operations of GraphQL. Their names are left to the spans: callers choose them. */
export const GRAPHQL_METRICS = {
  duration: histogram(
    'sightline_graphql_operation_duration_seconds',
    'Duration of executed GraphQL operations.',
    labels(GRAPHQL.operationType, ATTR.errorType),
    DURATION_BUCKETS_SECONDS,
  ),
} as const;

/** Messages: sending, receiving, and what the application does with them. */
export const MESSAGING_METRICS = {
  operationDuration: histogram(
    'messaging_client_operation_duration_seconds',
    'Duration of calls to a messaging system.',
    labels(...MESSAGE, ATTR.errorType, ATTR.serverAddress, ATTR.serverPort),
    DURATION_BUCKETS_SECONDS,
  ),
  processDuration: histogram(
    'messaging_process_duration_seconds',
    'Time the application took to process a message.',
    labels(...MESSAGE, MESSAGING.consumerGroup, ATTR.errorType),
    DURATION_BUCKETS_SECONDS,
  ),
  sent: counter(
    'messaging_client_sent_messages_total',
    'Messages that were handed to a messaging system.',
    labels(...MESSAGE, ATTR.errorType),
  ),
  consumed: counter(
    'messaging_client_consumed_messages_total',
    'Messages that the application got from a messaging system.',
    labels(...MESSAGE, MESSAGING.consumerGroup, ATTR.errorType),
  ),
  redelivered: counter(
    'sightline_messaging_redelivered_messages_total',
    'Messages that came again because an earlier try failed.',
    labels(...MESSAGE, MESSAGING.consumerGroup),
  ),
  discarded: counter(
    'sightline_messaging_discarded_messages_total',
    'Messages that were given up: rejected for good, or failed as often as they may.',
    labels(...MESSAGE, MESSAGING.consumerGroup),
  ),
  lag: gauge(
    'sightline_messaging_consumer_lag',
    'Messages of the partitions of a consumer that it has not read yet.',
    labels(MESSAGING.system, MESSAGING.destination, MESSAGING.consumerGroup),
  ),
  queueAge: gauge(
    'sightline_messaging_queue_age_seconds',
    'Age of the message that was taken last, when it was taken.',
    labels(MESSAGING.system, MESSAGING.destination),
  ),
} as const;

/** Business steps and sagas, as an application names them. */
export const SAGA_METRICS = {
  started: counter('saga_started_total', 'Sagas that began.', [STEP.saga]),
  completed: counter('saga_completed_total', 'Sagas that ended, by outcome.', [
    STEP.saga,
    STEP.outcome,
  ]),
  oldestOpen: gauge('saga_open_oldest_age_seconds', 'Age of the oldest saga that is open.', [
    STEP.saga,
  ]),
  stepDuration: histogram(
    'saga_step_duration_seconds',
    'Duration of the steps of a saga, and of their compensations.',
    [STEP.saga, STEP.step, STEP.outcome],
    DURATION_BUCKETS_SECONDS,
  ),
  duration: histogram(
    'saga_duration_seconds',
    'Duration of whole sagas, compensations included.',
    [STEP.saga, STEP.outcome],
    DURATION_BUCKETS_SECONDS,
  ),
  plainStepDuration: histogram(
    'sightline_step_duration_seconds',
    'Duration of steps that belong to no saga.',
    [STEP.step, STEP.outcome],
    DURATION_BUCKETS_SECONDS,
  ),
} as const;

export const OPERATION_METRICS: readonly MetricDefinition[] = [
  ...Object.values(DB_METRICS),
  ...Object.values(RPC_METRICS),
  ...Object.values(GRAPHQL_METRICS),
  ...Object.values(MESSAGING_METRICS),
  ...Object.values(SAGA_METRICS),
];
