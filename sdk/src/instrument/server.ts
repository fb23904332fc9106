import type { IncomingMessage, ServerResponse } from 'node:http';
import net from 'node:net';

import type { ContextManager } from '@opentelemetry/api';

import { newSpanId, newTraceId, UNOBSERVED } from '../context/index.ts';
import { ERROR_TYPE, OTHER_METHOD } from '../contract/index.ts';
import { monotonicMs } from '../record/index.ts';
import { OpenRequests } from '../record/index.ts';
import { serverErrorType, serverOutcome, errorTypeOf } from './outcome.ts';
import { attachRecord, recordOf, RequestRecord, type RecordPipeline } from '../record/index.ts';
import { responseSize, requestSize } from './sizes.ts';
import { SeriesTable } from '../record/index.ts';
import type { InstrumentSettings } from './settings.ts';


type Emit = (this: net.Server, event: string | symbol, ...args: unknown[]) => boolean;
type Unobserved = { [UNOBSERVED]?: true };
type RouteResolver = (record: RequestRecord) => string | undefined;

/** Events of other kinds that the hook hands on: name -> handler that dispatches the event itself. */
export type EventHook = (server: net.Server, dispatch: () => boolean, args: unknown[]) => boolean;

const PASSED_ON = ['request', 'checkContinue', 'checkExpectation'] as const;

/**
 * Measures every request of every HTTP server in the process, by one hook on the prototype that all of
 * them (http, https, http2) inherit `emit` from. Built-in modules are shared, so this works whatever was
 * imported first, and in bundles.
 */
export class ServerHooks {
  readonly open = new OpenRequests();
  readonly series: SeriesTable;
  readonly eventHooks = new Map<string, EventHook>();
  readonly routeResolvers: RouteResolver[] = [];
  readonly #settings: InstrumentSettings;
  readonly #manager: ContextManager;
  readonly #pipeline: RecordPipeline;
  #uninstall: (() => void) | undefined;

  constructor(settings: InstrumentSettings, manager: ContextManager, pipeline: RecordPipeline) {
    this.#settings = settings;
    this.#manager = manager;
    this.#pipeline = pipeline;
    this.series = new SeriesTable(settings.maxSeries);
  }

  install(): void {
    const prototype = net.Server.prototype as unknown as { emit: Emit };
    const original = prototype.emit;
    const owned = Object.hasOwn(prototype, 'emit');
    const hooks = this;
    const passedOn = new Set<string | symbol>(PASSED_ON);

    function dispatch(server: net.Server, event: string, req: unknown, res: unknown): boolean {
      return original.call(server, event, req, res);
    }

    const emit: Emit = function emit(this: net.Server, event, ...args) {
      const isRequest = event === 'request' || passedOn.has(event);
      const hook = isRequest ? undefined : hooks.eventHooks.get(event as string);
      if ((!isRequest && hook === undefined) || (this as Unobserved)[UNOBSERVED] === true) {
        return original.call(this, event, ...args);
      }
      if (hook !== undefined) return hook(this, () => original.call(this, event, ...args), args);
      const [req, res] = args as [IncomingMessage, ServerResponse];
      const { context } = hooks.begin(req, res);
      return hooks.#manager.with(context, dispatch, undefined, this, event as string, req, res);
    };
    prototype.emit = emit;
    this.#uninstall = () => {
      // Somebody else may have wrapped ours by now; then it stays, and only stops measuring.
      if (prototype.emit !== emit) return;
      if (owned) prototype.emit = original;
      else delete (prototype as { emit?: Emit }).emit;
    };
  }

  uninstall(): void {
    this.#uninstall?.();
    this.#uninstall = undefined;
  }

  /** Starts the record of a request and makes sure that it ends. */
  begin(req: IncomingMessage, res: ServerResponse): RequestRecord {
    const record = this.start(req, res);
    attachRecord(res, record);
    res.on('close', this.#onClose);
    return record;
  }

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
    record.target = req.url ?? '';
    record.quiet = settings.quietPaths.has(pathOf(record.target));
    if ((req.socket as { encrypted?: boolean }).encrypted === true) record.scheme = 'https';

    // Read now: a socket that is gone by the end no longer tells its peer.
    record.clientAddress = this.#clientAddress(req);

    const incoming = settings.propagation.extract(req.headers);
    const { parent } = incoming;
    record.traceId = parent === undefined ? newTraceId() : parent.traceId;
    record.parentSpanId = parent?.spanId;
    record.traceState = incoming.traceState;
    record.baggageHeader = incoming.baggageHeader;
    record.spanId = newSpanId();
    record.sampled = !record.quiet && settings.decide(parent, record.traceId);
    this.open.enter(record);
    return record;
  }

  readonly #onClose = this.#makeOnClose();

  #makeOnClose(): (this: ServerResponse) => void {
    const hooks = this;
    // One function for all responses, so that a request allocates no closure.
    return function onResponseClose(this: ServerResponse) {
      const record = recordOf(this);
      if (record !== undefined && !record.ended) hooks.endResponse(record, this);
    };
  }

  /** Ends a record from what the response became. */
  endResponse(record: RequestRecord, res: ServerResponse): void {
    const complete = isComplete(res);
    record.status = complete || res.headersSent ? res.statusCode : 0;
    if (complete) {
      record.outcome = serverOutcome(record.status);
    } else {
      const cause = record.error ?? (res as { errored?: unknown }).errored ?? undefined;
      record.errorType = cause === undefined ? ERROR_TYPE.clientAborted : errorTypeOf(cause);
      record.outcome = cause === undefined ? 'unknown' : 'failure';
    }
    record.requestBytes = requestSize(record.request);
    record.responseBytes = responseSize(record.method, res);
    this.end(record);
  }

  /** The one place where a record becomes telemetry. Never throws into the host. */
  end(record: RequestRecord): void {
    if (record.ended) return;
    record.ended = true;
    record.durationMs = monotonicMs() - record.startMs;
    this.open.leave(record);
    try {
      if (record.route === undefined) record.route = this.#resolveRoute(record);
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
  }

  /** Counts what is still open when the process goes. */
  endOpen(): void {
    for (const record of this.open.list()) {
      record.errorType = ERROR_TYPE.shutdown;
      record.outcome = 'unknown';
      this.end(record);
    }
  }

  #resolveRoute(record: RequestRecord): string | undefined {
    for (const resolve of this.routeResolvers) {
      const route = resolve(record);
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

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}

interface Http2Response {
  readonly stream?: { readonly aborted: boolean; readonly rstCode: number };
}

function isComplete(res: ServerResponse): boolean {
  const { stream } = res as unknown as Http2Response;
  if (stream !== undefined) return !stream.aborted && stream.rstCode === 0;
  return res.writableFinished;
}
