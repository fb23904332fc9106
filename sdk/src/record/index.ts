export { epochMs, monotonicMs } from './clock.ts';
export { OpenRequests } from './open-requests.ts';
export {
  attachRecord,
  ClientRecord,
  recordOf,
  RequestRecord,
  setApiSpanMaker,
  type LabelValue,
  type Outcome,
  type RecordPipeline,
  type Scheme,
} from './record.ts';
export { RequestSeries, SeriesTable } from './series.ts';
export { MAX_URL_LENGTH, redactQuery, redactUrl, splitTarget } from './url.ts';
