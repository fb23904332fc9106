import type { Context, ContextManager, Link } from '@opentelemetry/api';

import { newSpanId, newTraceId, SUPPRESS_KEY } from '../context/index.ts';
import {
  monotonicMs,
  Operation,
  OperationSeries,
  type AttributeMap,
  type OperationKind,
  type RecordPipeline,
} from '../record/index.ts';
import { adopt } from './adopt.ts';
import { bindChannel } from './channel-context.ts';
import { errorTypeOf } from './outcome.ts';
import { NOTHING, type Incoming, type SetHeader } from './propagation.ts';
import type { InstrumentSettings } from './settings.ts';

/** Trace context as messages and calls carry it: lower-case names, text values. */
export type Carrier = Readonly<Record<string, string | undefined>>;

/** How an operation ended, where the error itself does not say it all. */
export interface Outcome {
  /** Label; undefined = that of the error, or success. */
  readonly errorType?: string | undefined;
  /** What the other side answered with. */
  readonly status?: string | undefined;
}

const SUCCESS: Outcome = {};
/**
 * A library may drop a call without telling, as when a connection is destroyed. Operations past
 * this are measured like others, but not counted when the process goes.
 */
const OPEN_MAX = 10_000;

/** Measures what is not an HTTP request: calls, messages, steps. Adapters of libraries call it. */
export class OperationHooks {
  readonly open = new Set<Operation>();
  readonly #series = new Map<string, OperationSeries>();
  #isStopped = false;
  readonly #settings: InstrumentSettings;
  readonly #manager: ContextManager;
  readonly #pipeline: RecordPipeline;

  constructor(settings: InstrumentSettings, manager: ContextManager, pipeline: RecordPipeline) {
    this.#settings = settings;
    this.#manager = manager;
    this.#pipeline = pipeline;
  }

  /**
   * What operations of one sort share; looked up by name and attributes, so an adapter keeps the
   * answer where it finds it faster. Bounded by the cap on label sets.
   */
  series(kind: OperationKind, name: string, attributes: AttributeMap): OperationSeries {
    const key = `${kind.span} ${kind.metric?.name} ${name} ${Object.values(attributes).join(' ')}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const isOverflow = this.#series.size >= this.#settings.maxSeries;
    const series = new OperationSeries(kind, name, attributes, isOverflow);
    if (!isOverflow) this.#series.set(key, series);
    return series;
  }

  /** A child of what runs now. undefined = tracing is suppressed here: the SDK's own work. */
  begin(series: OperationSeries): Operation | undefined {
    if (this.#isStopped) return undefined;
    const active = this.#manager.active();
    if (active.getValue(SUPPRESS_KEY) === true) return undefined;
    const operation = this.#start(series);
    adopt(operation, active, this.#settings.decide);
    const isAlone = operation.parentSpanId === undefined;
    if (isAlone && series.kind.isDetail === true) operation.sampled = false;
    return operation;
  }

  /**
   * Work that came from outside: continues the trace that the carrier names, and starts one where
   * it names none.
   */
  beginFrom(series: OperationSeries, carrier: Carrier): Operation {
    const operation = this.#start(series);
    const isCall = series.kind.span === 'server';
    const isBelieved = !isCall || this.#settings.trustsCallers;
    const { parent, traceState, baggageHeader } = isBelieved ? this.extract(carrier) : NOTHING;
    operation.spanId = newSpanId();
    operation.traceId = parent?.traceId ?? newTraceId();
    operation.parentSpanId = parent?.spanId;
    operation.isRemoteParent = parent !== undefined;
    operation.sampled = this.#settings.decide(parent, operation.traceId);
    operation.traceState = traceState;
    operation.baggageHeader = baggageHeader;
    return operation;
  }

  #start(series: OperationSeries): Operation {
    const operation = new Operation(series);
    operation.startMs = monotonicMs();
    if (this.open.size < OPEN_MAX) this.open.add(operation);
    return operation;
  }

  /** What a carrier says of the trace. Never throws. */
  extract(carrier: Carrier): Incoming {
    const { traceparent, tracestate, baggage } = carrier;
    const seen = {
      host: undefined,
      userAgent: undefined,
      contentLength: undefined,
      transferEncoding: undefined,
      traceparent,
      tracestate,
      baggage,
    };
    try {
      return this.#settings.propagation.extract(seen, { headers: carrier } as never);
    } catch {
      return NOTHING;
    }
  }

  /** A link to the span that a carrier names, for work on several messages at once. */
  linkTo(carrier: Carrier): Link | undefined {
    const { parent } = this.extract(carrier);
    if (parent === undefined) return undefined;
    const { traceId, spanId, sampled } = parent;
    return { context: { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true } };
  }

  /**
   * Sends the operation's identity along with it, and the baggage of what runs now.
   * @param host where it goes, when that is a host: not every host may be told the baggage
   */
  inject(operation: Operation, setHeader: SetHeader, host?: string): void {
    const { propagation, tellsBaggage } = this.#settings;
    const withBaggage = host === undefined || tellsBaggage(host.toLowerCase());
    propagation.inject(this.#manager.active(), operation, setHeader, withBaggage);
  }

  /** Runs the work of an operation: what it does is its child, what it logs has its ids. */
  run<Result>(operation: Operation, work: () => Result): Result {
    return this.#manager.with(operation.context, work);
  }

  /** Runs what a library does inside of a traced channel in the operation that `begin` gives. */
  runChannel(name: string, begin: (message: unknown) => Operation | undefined): () => void {
    return bindChannel(this.#manager, name, begin);
  }

  /** Runs a callback where its caller was, not inside of what it waited for. */
  bind<Callback>(callback: Callback): Callback {
    return this.#manager.bind(this.#manager.active(), callback);
  }

  get active(): Context {
    return this.#manager.active();
  }

  /** Ends an operation once. Never throws into the host. */
  end(operation: Operation, error?: unknown, outcome: Outcome = SUCCESS): void {
    if (operation.ended) return;
    operation.ended = true;
    operation.durationMs = monotonicMs() - operation.startMs;
    this.open.delete(operation);
    operation.error = error;
    const { status, errorType = error === undefined ? undefined : errorTypeOf(error) } = outcome;
    operation.outcome = operation.series.outcome(errorType, status);
    if (this.#isStopped) return;
    try {
      this.#pipeline.onOperationEnd(operation);
    } catch {
      // A fault of the SDK must not become a fault of the service.
    }
    operation.release();
  }

  /** What is wrapped stays wrapped, and measures nothing from now on. */
  stop(): void {
    this.#isStopped = true;
  }

  /** What came from outside and is open now, as if it had ended; it goes on all the same. */
  snapshots(errorType: string): Operation[] {
    const nowMs = monotonicMs();
    return [...this.open]
      .filter(({ series }) => series.kind.line !== undefined)
      .map((operation) =>
        Object.assign(Object.create(operation) as Operation, {
          durationMs: nowMs - operation.startMs,
          outcome: operation.series.outcome(errorType, undefined),
        }),
      );
  }

  /** Counts what is still open when the process goes. */
  endOpen(errorType: string): void {
    for (const operation of this.open) this.end(operation, undefined, { errorType });
  }
}
