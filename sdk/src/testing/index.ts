/** For tests of services: receivers on loopback, sinks in memory, a reader for `/metrics`. */
export {
  startBulkReceiver,
  type BulkReceiver,
  type BulkReceiverOptions,
  type BulkRequest,
} from './bulk.ts';
export type { BulkBehaviour, BulkBehaviourName, BulkFault } from './bulk-behaviour.ts';
export type { BulkDocument } from './bulk-index.ts';
export { parseExposition } from './exposition.ts';
export {
  ExpositionError,
  type Exposition,
  type ExpositionExemplar,
  type ExpositionFamily,
  type ExpositionSample,
  type ExpositionType,
  type LabelMatch,
  type Labels,
} from './exposition-types.ts';
export type { ReceiverTls } from './http-server.ts';
export { parseLine, type CollectedLine } from './line.ts';
export { memorySinks, type MemorySinks } from './memory.ts';
export type { CollectedAttributes, CollectedScope, CollectedValue } from '../otlp/read/common.ts';
export { startOtlpReceiver, type ReceiverOptions } from './otlp-grpc.ts';
export { startOtlpHttpReceiver } from './otlp-http.ts';
export { decodeLogs, type CollectedLogRecord } from '../otlp/read/logs.ts';
export {
  decodeMetrics,
  type CollectedExemplar,
  type CollectedMetric,
  type CollectedMetricType,
  type CollectedPoint,
} from '../otlp/read/metrics.ts';
export type {
  OtlpBehaviour,
  OtlpBehaviourName,
  OtlpReceiver,
  OtlpRequest,
  OtlpSignal,
} from './otlp-store.ts';
export {
  decodeTraces,
  type CollectedEvent,
  type CollectedLink,
  type CollectedSpan,
  type CollectedSpanKind,
} from '../otlp/read/traces.ts';
