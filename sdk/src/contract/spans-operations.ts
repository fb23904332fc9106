/** Attributes of calls to databases and caches (OpenTelemetry semantic conventions v1.44). */
export const DB = {
  system: 'db.system.name',
  namespace: 'db.namespace',
  collection: 'db.collection.name',
  operation: 'db.operation.name',
  batchSize: 'db.operation.batch.size',
  querySummary: 'db.query.summary',
  queryText: 'db.query.text',
  status: 'db.response.status_code',
  returnedRows: 'db.response.returned_rows',
  poolName: 'db.client.connection.pool.name',
  poolState: 'db.client.connection.state',
  /** Ours: what a cache answered to a read, `hit` or `miss`. */
  cacheResult: 'sightline.cache.result',
} as const;

/** What a cache answers to a read. */
export const CACHE_RESULT = { hit: 'hit', miss: 'miss' } as const;

/** Attributes of remote procedure calls. */
export const RPC = {
  system: 'rpc.system.name',
  method: 'rpc.method',
  status: 'rpc.response.status_code',
} as const;

/** Attributes of messages that are sent, received and processed. */
export const MESSAGING = {
  system: 'messaging.system',
  operation: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  consumerGroup: 'messaging.consumer.group.name',
  messageId: 'messaging.message.id',
  conversationId: 'messaging.message.conversation_id',
  bodySize: 'messaging.message.body.size',
  batchSize: 'messaging.batch.message_count',
  rabbitmqRoutingKey: 'messaging.rabbitmq.destination.routing_key',
  kafkaKey: 'messaging.kafka.message.key',
  kafkaOffset: 'messaging.kafka.offset',
  /** Ours: how often the message was tried before, where the system tells. */
  attempt: 'sightline.messaging.attempt',
} as const;

/** Attributes of GraphQL operations. */
export const GRAPHQL = {
  operationType: 'graphql.operation.type',
  operationName: 'graphql.operation.name',
} as const;

/** Ours: steps of the business that an application names itself. */
export const STEP = {
  saga: 'saga',
  step: 'step',
  outcome: 'outcome',
} as const;

/** The value of `messaging.operation.type` of each sort of work. */
export const MESSAGING_TYPE = {
  send: 'send',
  receive: 'receive',
  process: 'process',
  settle: 'settle',
} as const;

/** Values of `error.type` of messages that did not fail by an error of their own. */
export const MESSAGING_ERROR = {
  /** The consumer gave the message back: it comes again. */
  requeued: 'requeued',
  /** The consumer, or the broker for the producer, refused the message. */
  rejected: 'rejected',
  /** The channel or connection ended first. */
  channelClosed: 'channel_closed',
} as const;
