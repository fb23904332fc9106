export { setApiSpanMaker, type SpanOwner } from './api-span.ts';
export { epochMs, monotonicMs, wallClockMs } from './clock.ts';
export { fieldName, isPathName, put } from './names.ts';
export type { CountCell, DurationCell, Measures, Reading } from './measures.ts';
export { OpenRequests } from './open-requests.ts';
export {
  Operation,
  OperationSeries,
  type AttributeMap,
  type OperationKind,
  type OutcomeSeries,
  type SpanKindName,
} from './operation.ts';
export { Peer, peerOf } from './peer.ts';
export {
  attachRecord,
  ClientRecord,
  recordOf,
  RequestRecord,
  type LabelValue,
  type Outcome,
  type RecordPipeline,
} from './record.ts';
export { RequestSeries, SeriesTable, type Scheme } from './series.ts';
export { MAX_URL_LENGTH, pathOf, queryOf, redactQuery, redactUrl } from './url.ts';
