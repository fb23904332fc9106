import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Span } from '@opentelemetry/api';

import { RequestContext } from '../context/index.ts';
import { makeApiSpan, type SpanOwner } from './api-span.ts';
import { EndedOwner } from './ended.ts';
import type { Operation } from './operation.ts';
import { Peer } from './peer.ts';
import type { RequestSeries, Scheme } from './series.ts';

export type Outcome = 'success' | 'failure' | 'unknown';
export type LabelValue = string | number | boolean;

const NOBODY = new Peer(undefined, undefined, undefined, '');

/**
 * One server request, measured once. The log line, the histogram observations and the span are all
 * written from this object, so they cannot disagree.
 */
export class RequestRecord implements SpanOwner {
  readonly context: RequestContext;

  traceId = '';
  spanId = '';
  parentSpanId: string | undefined = undefined;
  sampled = true;
  traceState: string | undefined = undefined;
  baggageHeader: string | undefined = undefined;

  /** Known method, or `_OTHER`. */
  method = '';
  /** The method as sent, when it is not a known one. */
  methodOriginal: string | undefined = undefined;
  scheme: Scheme = 'http';
  /** Request target as sent: path and query. */
  target = '';
  /** The target without its query. */
  path = '';
  /** The other end of the connection. */
  peer: Peer = NOBODY;
  /** True for health checks: logged at debug when they succeed, not traced. */
  quiet = false;

  /** Milliseconds on the monotonic clock. */
  startMs = 0;
  durationMs = 0;

  /** Route template; never holds a real id. undefined = no route matched. */
  route: string | undefined = undefined;
  /** 0 = no response was sent. */
  status = 0;
  errorType: string | undefined = undefined;
  /** What the application threw, where a framework told. */
  error: unknown = undefined;
  outcome: Outcome = 'unknown';
  /** -1 = not known. */
  requestBytes = -1;
  responseBytes = -1;

  /** Asked for the route at the end, where a framework has it at hand only then. */
  findRoute: (() => string | undefined) | undefined = undefined;
  /** A router has the request; only the outermost one reports. */
  routing = false;
  /** The outermost router found nothing that answers. */
  unrouted = false;

  userId: string | undefined = undefined;
  labels: Record<string, LabelValue> | undefined = undefined;

  /** Made only when the application asks the API for the active span. */
  span: Span | undefined = undefined;
  /** Labels shared by all requests of this kind; set when the request ends. */
  series: RequestSeries | undefined = undefined;

  /** A request of the same connection that was still open when this one came (pipelining). */
  earlier: RequestRecord | undefined = undefined;
  /** Neighbours in the list of open requests. */
  previous: RequestRecord | undefined = undefined;
  next: RequestRecord | undefined = undefined;
  ended = false;

  readonly request: IncomingMessage;
  readonly response: ServerResponse | undefined;

  constructor(request: IncomingMessage, response: ServerResponse | undefined) {
    this.request = request;
    this.response = response;
    this.context = new RequestContext(this);
  }

  /**
   * Lets go of the request. Timers and sockets that were used while it ran hold its context for as
   * long as they live; with the record in it, every idle connection would keep its last request in
   * memory, and every scavenge would copy it. What the context still needs is its identity.
   */
  release(): void {
    this.context.record = new EndedOwner(this);
    this.earlier = undefined;
    this.findRoute = undefined;
  }

  apiSpan(): Span {
    this.span ??= makeApiSpan(this);
    return this.span;
  }
}

const RECORD = Symbol('sightline.record');
type Observed = { [RECORD]?: RequestRecord };

/**
 * Leaves the record on the response, where adapters find it without asking for the active context.
 */
export function attachRecord(response: object, record: RequestRecord): void {
  (response as Observed)[RECORD] = record;
}

export function recordOf(response: unknown): RequestRecord | undefined {
  return (response as Observed | undefined)?.[RECORD];
}

/** One outgoing request. Its span is never the active one, so nothing of the API hangs on it. */
export class ClientRecord {
  traceId = '';
  spanId = '';
  parentSpanId: string | undefined = undefined;
  sampled = true;
  traceState: string | undefined = undefined;

  method = '';
  methodOriginal: string | undefined = undefined;
  serverAddress = '';
  serverPort = 0;
  /** Credentials and signatures already redacted. */
  url = '';

  startMs = 0;
  durationMs = 0;
  status = 0;
  errorType: string | undefined = undefined;
  error: unknown = undefined;
  ended = false;
}

/** What becomes of finished records: set once at start, called once per request. */
export interface RecordPipeline {
  onServerEnd(record: RequestRecord): void;
  onClientEnd(record: ClientRecord): void;
  onOperationEnd(operation: Operation): void;
}
