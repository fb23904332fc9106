import { newEventId } from '../context/index.ts';
import { DATASET, LOG_FIELD, LOG_LEVELS, type LogLevel } from '../contract/index.ts';
import { epochMs } from '../record/index.ts';
import type { RequestRecord } from '../record/index.ts';
import type { RequestSeries } from '../record/index.ts';
import { splitTarget } from '../record/index.ts';
import { ecsError } from './errors.ts';
import { nextSequence } from './logger.ts';
import { isoTime } from './time.ts';

/** Members that are the same for all requests of one series. */
interface Template {
  readonly head: string;
  readonly http: string;
}

const USER_AGENTS_MAX = 1000;
const userAgents = new Map<string, string>();

/** Severity by outcome: the server's failures are errors, the client's are warnings. */
export function levelOf(record: RequestRecord): LogLevel {
  if (record.outcome === 'failure') return 'error';
  if (record.outcome === 'unknown') return 'warn';
  if (record.quiet) return 'debug';
  return record.status >= 400 ? 'warn' : 'info';
}

function templateOf(record: RequestRecord, level: LogLevel): Template {
  const series = record.series as RequestSeries;
  // A quiet request and a loud one may share a series; only the usual level is kept.
  if (!record.quiet && series.log !== undefined) return series.log as Template;
  const name = series.route === undefined ? series.method : `${series.method} ${series.route}`;
  const status = series.status === 0 ? (series.errorType ?? '') : String(series.status);
  const log = JSON.stringify({ level, logger: 'http' });
  const message = JSON.stringify(`${name} ${status}`);
  const request = `"request":{"method":${JSON.stringify(series.method)}`;
  const route = series.route === undefined ? '' : `,"route":${JSON.stringify(series.route)}`;
  const template = {
    head: `","${LOG_FIELD.log}":${log},"${LOG_FIELD.message}":${message},`,
    http: `"${LOG_FIELD.http}":{${route === '' ? '' : `${route.slice(1)},`}${request}`,
  };
  if (!record.quiet) series.log = template;
  return template;
}

/**
 * The one line of a request. Written by concatenation rather than through pino: it holds contract fields
 * only, so that there is nothing to sort or redact, and it is written for every request.
 */
export function requestLine(record: RequestRecord, level: LogLevel, identity: string): string {
  const template = templateOf(record, level);
  const endEpochMs = epochMs(record.startMs + record.durationMs);
  const { path, query } = splitTarget(record.target);
  const { requestBytes, responseBytes, status } = record;
  return (
    `{"${LOG_FIELD.timestamp}":"${isoTime(endEpochMs)}${template.head}${identity}` +
    `"${LOG_FIELD.trace}":{"id":"${record.traceId}"},"${LOG_FIELD.span}":{"id":"${record.spanId}"},` +
    `"${LOG_FIELD.event}":{"id":"${newEventId(endEpochMs)}","sequence":${nextSequence()},` +
    `"dataset":"${DATASET.request}","duration":${Math.round(record.durationMs * 1e6)},` +
    `"outcome":"${record.outcome}"},${template.http}` +
    `${requestBytes > 0 ? `,"body":{"bytes":${requestBytes}}` : ''}}` +
    `${status === 0 ? '' : `,"response":{"status_code":${status}`}` +
    `${status !== 0 && responseBytes >= 0 ? `,"body":{"bytes":${responseBytes}}` : ''}` +
    `${status === 0 ? '' : '}'}},"${LOG_FIELD.url}":{"path":${JSON.stringify(path)}` +
    `${query === undefined ? '' : `,"query":${JSON.stringify(query)}`}}` +
    `${client(record)}${userAgent(record)}${extras(record)}}\n`
  );
}

function client(record: RequestRecord): string {
  const address = record.clientAddress;
  return address === undefined ? '' : `,"${LOG_FIELD.client}":{"address":${JSON.stringify(address)}}`;
}

function userAgent(record: RequestRecord): string {
  const given = record.request.headers['user-agent'];
  if (given === undefined) return '';
  let member = userAgents.get(given);
  if (member === undefined) {
    const original = JSON.stringify(given.slice(0, 512));
    member = `,"${LOG_FIELD.userAgent}":{"original":${original}}`;
    if (userAgents.size < USER_AGENTS_MAX) userAgents.set(given, member);
  }
  return member;
}

/** What most requests do not have: a user, labels, an error. */
function extras(record: RequestRecord): string {
  let text = '';
  if (record.userId !== undefined) {
    text += `,"${LOG_FIELD.user}":{"id":${JSON.stringify(record.userId)}}`;
  }
  if (record.labels !== undefined) text += labels(record.labels);
  if (record.errorType !== undefined) {
    const error =
      record.error === undefined
        ? { type: record.errorType }
        : { ...ecsError(record.error), type: record.errorType };
    text += `,"${LOG_FIELD.error}":${JSON.stringify(error)}`;
  }
  return text;
}

function labels(given: NonNullable<RequestRecord['labels']>): string {
  const texts: Record<string, string | boolean> = {};
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'number') numbers[name] = value;
    else texts[name] = value;
  }
  let text = '';
  if (Object.keys(texts).length > 0) text += `,"${LOG_FIELD.labels}":${JSON.stringify(texts)}`;
  if (Object.keys(numbers).length > 0) {
    text += `,"${LOG_FIELD.numericLabels}":${JSON.stringify(numbers)}`;
  }
  return text;
}

/** pino's number of a level. */
export function levelValue(level: LogLevel): number {
  return LOG_LEVELS[level];
}
