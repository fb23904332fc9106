import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { headOf, newIds, newSpanId } from '../context/index.ts';
import { ERROR_TYPE, OTHER_METHOD } from '../contract/index.ts';
import {
  attachRecord,
  monotonicMs,
  OpenRequests,
  pathOf,
  peerOf,
  recordOf,
  RequestRecord,
  SeriesTable,
  type RecordPipeline,
} from '../record/index.ts';
import { seenHeaders } from './headers.ts';
import { errorTypeOf, serverErrorType, serverOutcome } from './outcome.ts';
import { NOTHING, type Incoming } from './propagation.ts';
import type { InstrumentSettings } from './settings.ts';
import { requestSize, responseSize } from './sizes.ts';

/** Node refuses longer ones itself, unless it is told to take longer headers. */
const TARGET_MAX_LENGTH = 16_384;
const LATEST = Symbol('sightline.latest');
type Connection = IncomingMessage['socket'] & { [LATEST]?: RequestRecord };
type RouteResolver = (record: RequestRecord) => string | undefined;

/** Stands for the latest request of a connection that has none under way. */
const NONE = new RequestRecord({} as IncomingMessage, undefined);
NONE.ended = true;

/**
 * Turns server requests into records: begins them, and ends each exactly once, whatever happens.
 */
export class ServerHooks {
  readonly open = new OpenRequests();
  readonly series: SeriesTable;
  readonly routeResolvers: RouteResolver[] = [];
  readonly #settings: InstrumentSettings;
  readonly #pipeline: RecordPipeline;
  /**
   * One finished request stays in memory until the next one, so that V8 keeps the shapes of
   * requests and responses. They hang on live objects only: without one, a full garbage collection
   * erases what the optimised code of node:http and of the framework knows about them.
   */
  protected latest: { request: IncomingMessage; response: ServerResponse | undefined } | undefined;

  constructor(settings: InstrumentSettings, pipeline: RecordPipeline) {
    this.#settings = settings;
    this.#pipeline = pipeline;
    this.series = new SeriesTable(settings.maxSeries);
  }

  /** Most responses end here; the channel costs less than a listener on each of them. */
  watchFinish(): () => void {
    const finish = channel('http.server.response.finish');
    const onFinish = (message: unknown): void => {
      const { response } = message as { response: ServerResponse };
      const record = recordOf(response);
      if (record !== undefined && !record.ended) this.#endResponse(record, response, true);
    };
    finish.subscribe(onFinish);
    return () => finish.unsubscribe(onFinish);
  }

  /** Starts the record of a request and makes sure that it ends. */
  begin(req: IncomingMessage, res: ServerResponse): RequestRecord {
    const record = this.start(req, res);
    try {
      attachRecord(res, record);
      if (req.httpVersionMajor >= 2) res.on('close', this.#onStreamClose);
      else this.#watchSocket(req.socket, record);
    } catch (error) {
      // Nobody would tell when it ends.
      this.open.leave(record);
      throw error;
    }
    return record;
  }

  /**
   * A response that never finishes ends with its connection. One listener serves all its requests.
   */
  #watchSocket(socket: Connection, record: RequestRecord): void {
    const latest = socket[LATEST];
    if (latest === undefined) socket.on('close', this.#onSocketClose);
    else if (!latest.ended) record.earlier = latest;
    socket[LATEST] = record;
  }

  // One function each for all connections and streams, so that none of them needs a closure.
  readonly #onSocketClose = ((hooks) =>
    function onSocketClose(this: Connection) {
      let record = this[LATEST];
      while (record !== undefined) {
        const { earlier } = record;
        if (!record.ended) hooks.#endResponse(record, record.response as ServerResponse, false);
        record = earlier;
      }
    })(this);

  readonly #onStreamClose = ((hooks) =>
    function onStreamClose(this: ServerResponse) {
      const record = recordOf(this);
      if (record === undefined || record.ended) return;
      const { stream } = this as unknown as Http2Response;
      hooks.#endResponse(record, this, stream?.aborted === false && stream.rstCode === 0);
    })(this);

  /** Starts a record without watching a response (upgrades and streams watch their own way). */
  start(req: IncomingMessage, res: ServerResponse | undefined): RequestRecord {
    const settings = this.#settings;
    const record = new RequestRecord(req, res);
    record.startMs = monotonicMs();
    const method = req.method ?? '';
    if (settings.knownMethods.has(method)) {
      record.method = method;
    } else {
      record.method = OTHER_METHOD;
      record.methodOriginal = method;
    }
    const target = headOf(req.url ?? '', TARGET_MAX_LENGTH);
    record.target = target;
    record.path = pathOf(target);
    record.quiet = settings.quietPaths.has(record.path);
    const { socket } = req;
    if ((socket as { encrypted?: boolean }).encrypted === true) record.scheme = 'https';

    const seen = seenHeaders(req);
    record.requestBytes = requestSize(seen);
    // Read now: a socket that is gone by the end no longer tells its peer.
    const address = this.#clientAddress(req);
    record.peer = peerOf(socket, address, seen.host, seen.userAgent, req.httpVersion);
    const { propagation, trustsCallers } = settings;
    this.#joinTrace(record, trustsCallers ? propagation.extract(seen, req) : NOTHING);
    this.open.enter(record);
    return record;
  }

  #joinTrace(record: RequestRecord, incoming: Incoming): void {
    const { parent } = incoming;
    if (parent === undefined) {
      newIds(record);
    } else {
      record.traceId = parent.traceId;
      record.parentSpanId = parent.spanId;
      record.spanId = newSpanId();
    }
    record.traceState = incoming.traceState;
    record.baggageHeader = incoming.baggageHeader;
    record.sampled = !record.quiet && this.#settings.decide(parent, record.traceId);
  }

  /** Ends a record from what the response became, as far as the response can be read. */
  #endResponse(record: RequestRecord, res: ServerResponse, complete: boolean): void {
    try {
      this.#readResponse(record, res, complete);
    } catch {
      // A response whose methods were replaced by ones that throw: the request counts without it.
      record.errorType = ERROR_TYPE.other;
    }
    this.end(record);
  }

  #readResponse(record: RequestRecord, res: ServerResponse, complete: boolean): void {
    record.status = complete || res.headersSent ? res.statusCode : 0;
    if (complete) {
      record.outcome = serverOutcome(record.status);
    } else {
      const cause = record.error ?? (res as { errored?: unknown }).errored ?? undefined;
      record.errorType = cause === undefined ? ERROR_TYPE.clientAborted : errorTypeOf(cause);
      record.outcome = cause === undefined ? 'unknown' : 'failure';
    }
    record.responseBytes = responseSize(record.method, res);
  }

  /** The one place where a record becomes telemetry. Never throws into the host. */
  end(record: RequestRecord): void {
    if (record.ended) return;
    record.ended = true;
    record.durationMs = monotonicMs() - record.startMs;
    this.open.leave(record);
    const { socket } = record.request as { socket: Connection };
    // An idle connection must not keep its last request in memory.
    if (socket[LATEST] === record) socket[LATEST] = NONE;
    try {
      record.route ??= this.#resolveRoute(record);
      record.errorType ??= serverErrorType(record.status, record.error);
      record.series = this.series.find(
        record.method,
        record.scheme,
        record.route,
        record.status,
        record.errorType,
      );
      this.#pipeline.onServerEnd(record);
    } catch {
      // A fault of the SDK must not become a fault of the service.
    }
    const { request, response } = record;
    this.latest = { request, response };
    record.release();
  }

  /** Counts what is still open when the process goes. */
  endOpen(errorType: string): void {
    for (const record of this.open.list()) {
      record.errorType = errorType;
      record.outcome = 'unknown';
      this.end(record);
    }
  }

  /** Open requests as they would be recorded if the process died now. They go on. */
  snapshots(errorType: string): RequestRecord[] {
    const nowMs = monotonicMs();
    return this.open.list().map((record) => {
      const { method, scheme, status, startMs } = record;
      const route = record.route ?? this.#resolveRoute(record);
      const series = this.series.find(method, scheme, route, status, errorType);
      const asIfEnded = {
        route,
        series,
        errorType,
        outcome: 'unknown',
        durationMs: nowMs - startMs,
      };
      return Object.assign(Object.create(record) as RequestRecord, asIfEnded);
    });
  }

  /** A framework of an unexpected shape costs the route, not the record. */
  #resolveRoute(record: RequestRecord): string | undefined {
    const own = record.findRoute && ask(record.findRoute, record);
    if (own !== undefined) return own;
    for (const resolve of this.routeResolvers) {
      const route = ask(resolve, record);
      if (route !== undefined) return route;
    }
    return undefined;
  }

  #clientAddress(req: IncomingMessage): string | undefined {
    const header = this.#settings.clientAddressHeader;
    if (header !== undefined) {
      const value = req.headers[header];
      const first = (Array.isArray(value) ? value[0] : value)?.split(',', 1)[0]?.trim();
      if (first) return first.slice(0, 64);
    }
    return req.socket.remoteAddress;
  }
}

function ask(resolve: RouteResolver, record: RequestRecord): string | undefined {
  try {
    return resolve(record);
  } catch {
    // Another resolver may know.
    return undefined;
  }
}

interface Http2Response {
  readonly stream?: { readonly aborted: boolean; readonly rstCode: number };
}
