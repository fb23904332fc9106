export { epochMs, monotonicMs, wallClockMs } from './clock.ts';
export { fieldName, isPathName, put } from './names.ts';
export { OpenRequests } from './open-requests.ts';
export { Peer, peerOf } from './peer.ts';
export {
  attachRecord,
  ClientRecord,
  recordOf,
  RequestRecord,
  setApiSpanMaker,
  type LabelValue,
  type Outcome,
  type RecordPipeline,
} from './record.ts';
export { RequestSeries, SeriesTable, type Scheme } from './series.ts';
export { MAX_URL_LENGTH, pathOf, queryOf, redactQuery, redactUrl } from './url.ts';
