import { writeEventId } from '../context/index.ts';
import { DATASET, LOG_FIELD, SHIPPED_LABEL, type LogLevel } from '../contract/index.ts';
import {
  epochMs,
  queryOf,
  type Peer,
  type RequestRecord,
  type RequestSeries,
} from '../record/index.ts';
import { ecsError } from './errors.ts';
import { labelMembers } from './label-members.ts';
import { END, EVENT, SEQUENCE, SPAN, START } from './line-members.ts';
import { LineWriter } from './line-writer.ts';
import { nextSequence } from './logger.ts';
import { writeIsoTime } from './time.ts';

/** The members that all requests of one series share, as bytes. */
interface Template {
  readonly level: LogLevel;
  /** From the level to the trace id, the identity of the process included. */
  readonly head: Buffer;
  /** From the start of `http` to the request's method. */
  readonly request: Buffer;
  /** From the end of the request to the status; without a status, only the end of the request. */
  readonly response: Buffer;
}

/** Severity by outcome: the server's failures are errors, the client's are warnings. */
export function levelOf(record: RequestRecord): LogLevel {
  if (record.outcome === 'failure') return 'error';
  if (record.outcome === 'unknown') return 'warn';
  if (record.quiet) return 'debug';
  return record.status >= 400 ? 'warn' : 'info';
}

function templateOf(series: RequestSeries, level: LogLevel, identity: string): Template {
  const kept = series.log as Template | undefined;
  // Quiet and other requests of one series differ in level.
  if (kept?.level === level) return kept;
  const { method, route, status, errorType } = series;
  const name = route === undefined ? method : `${method} ${route}`;
  const log = JSON.stringify({ level, logger: 'http' });
  const message = JSON.stringify(`${name} ${status === 0 ? (errorType ?? '') : status}`);
  const routeMember = route === undefined ? '' : `"route":${JSON.stringify(route)},`;
  const template = {
    level,
    head: Buffer.from(
      `","${LOG_FIELD.log}":${log},"${LOG_FIELD.message}":${message},${identity}` +
        `"${LOG_FIELD.trace}":{"id":"`,
    ),
    request: Buffer.from(
      `"${LOG_FIELD.http}":{${routeMember}"request":{"method":${JSON.stringify(method)}`,
    ),
    response: Buffer.from(status === 0 ? '}' : `},"response":{"status_code":${status}`),
  };
  series.log = template;
  return template;
}

const DURATION = Buffer.from(`,"dataset":"${DATASET.request}","duration":`);
const OUTCOME = {
  success: Buffer.from(',"outcome":"success"},'),
  failure: Buffer.from(',"outcome":"failure"},'),
  unknown: Buffer.from(',"outcome":"unknown"},'),
};
const BODY = Buffer.from(',"body":{"bytes":');
const URL_PATH = Buffer.from(`},"${LOG_FIELD.url}":{"path":`);
const QUERY = Buffer.from(',"query":');
const CLOSE = Buffer.from('}');

const writer = new LineWriter();
const writeAscii = (part: string): void => writer.ascii(part);

/**
 * The one line of a request, as bytes that are valid until the next call. Not written through pino:
 * it holds contract fields only, so that there is nothing to sort or redact, and every request has
 * one.
 */
export function requestLine(
  record: RequestRecord,
  level: LogLevel,
  identity: string,
  shipped?: string,
): Buffer {
  const template = templateOf(record.series as RequestSeries, level, identity);
  const endEpochMs = epochMs(record.startMs + record.durationMs);
  writer.clear();
  writer.raw(START);
  writeIsoTime(endEpochMs, writeAscii);
  writer.raw(template.head);
  writer.ascii(record.traceId);
  writer.raw(SPAN);
  writer.ascii(record.spanId);
  writer.raw(EVENT);
  writeEventId(endEpochMs, writeAscii);
  writer.raw(SEQUENCE);
  writer.number(nextSequence());
  writer.raw(DURATION);
  writer.number(Math.round(record.durationMs * 1e6));
  writer.raw(OUTCOME[record.outcome]);
  writeHttp(template, record);
  writeUrl(record);
  const { peer } = record;
  peer.log ??= peerMembers(peer);
  writer.raw(peer.log as Buffer);
  writeExtras(record, shipped);
  writer.raw(END);
  return writer.view();
}

function writeHttp(template: Template, record: RequestRecord): void {
  writer.raw(template.request);
  if (record.requestBytes > 0) writeBody(record.requestBytes);
  writer.raw(template.response);
  if (record.status === 0) return;
  if (record.responseBytes >= 0) writeBody(record.responseBytes);
  writer.raw(CLOSE);
}

function writeBody(bytes: number): void {
  writer.raw(BODY);
  writer.number(bytes);
  writer.raw(CLOSE);
}

function writeUrl(record: RequestRecord): void {
  const { target, path } = record;
  writer.raw(URL_PATH);
  writer.json(path);
  const query = queryOf(target, path);
  if (query !== undefined) {
    writer.raw(QUERY);
    writer.json(query);
  }
  writer.raw(CLOSE);
}

function peerMembers({ address, userAgent }: Peer): Buffer {
  const client =
    address === undefined ? '' : `,"${LOG_FIELD.client}":{"address":${JSON.stringify(address)}}`;
  const agent =
    userAgent === undefined
      ? ''
      : `,"${LOG_FIELD.userAgent}":{"original":${JSON.stringify(userAgent)}}`;
  return Buffer.from(client + agent);
}

/** What most requests do not have: a user, labels, an error. */
function writeExtras(record: RequestRecord, shipped: string | undefined): void {
  const { userId, labels, errorType, error } = record;
  if (userId !== undefined) {
    writer.text(`,"${LOG_FIELD.user}":{"id":${JSON.stringify(userId)}}`);
  }
  if (labels !== undefined || shipped !== undefined) {
    const all = shipped === undefined ? labels : { ...labels, [SHIPPED_LABEL]: shipped };
    writer.text(labelMembers(all as NonNullable<RequestRecord['labels']>));
  }
  if (errorType === undefined) return;
  const shown = error === undefined ? { type: errorType } : { ...ecsError(error), type: errorType };
  writer.text(`,"${LOG_FIELD.error}":${JSON.stringify(shown)}`);
}
