import type { IncomingMessage, ServerResponse } from 'node:http';

import { INVALID_SPAN_CONTEXT, trace, type Span } from '@opentelemetry/api';

import { RequestContext, type ContextOwner } from '../context/index.ts';
import { Peer } from './peer.ts';
import type { RequestSeries, Scheme } from './series.ts';

export type Outcome = 'success' | 'failure' | 'unknown';
export type LabelValue = string | number | boolean;

const NOBODY = new Peer(undefined, undefined, undefined, '');

/** How the API sees a server span; set once at start by the part that builds spans. */
let makeApiSpan: (record: RequestRecord) => Span = () =>
  trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

export function setApiSpanMaker(maker: (record: RequestRecord) => Span): void {
  makeApiSpan = maker;
}

/**
 * One server request, measured once. The log line, the histogram observations and the span are all
 * written from this object, so they cannot disagree.
 */
export class RequestRecord implements ContextOwner {
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
    this.context.record = new EndedRequest(this);
    this.earlier = undefined;
  }

  apiSpan(): Span {
    this.span ??= makeApiSpan(this);
    return this.span;
  }
}

/**
 * What is left of a request in its context: enough for lines and spans that come after the
 * response.
 */
class EndedRequest implements ContextOwner {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly traceState: string | undefined;
  readonly baggageHeader: string | undefined;
  readonly #span: Span | undefined;

  constructor(record: RequestRecord) {
    this.traceId = record.traceId;
    this.spanId = record.spanId;
    this.sampled = record.sampled;
    this.traceState = record.traceState;
    this.baggageHeader = record.baggageHeader;
    this.#span = record.span;
  }

  apiSpan(): Span {
    const { traceId, spanId, sampled } = this;
    return this.#span ?? trace.wrapSpanContext({ traceId, spanId, traceFlags: sampled ? 1 : 0 });
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
}
