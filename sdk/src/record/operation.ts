import type { Link, Span } from '@opentelemetry/api';

import { RequestContext } from '../context/index.ts';
import type { MetricDefinition } from '../contract/index.ts';
import { makeApiSpan, type SpanOwner } from './api-span.ts';
import { EndedOwner } from './ended.ts';
import type { LabelValue } from './record.ts';

export type SpanKindName = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Attributes by their dotted names; undefined = absent. */
export type AttributeMap = Readonly<Record<string, string | number | boolean | undefined>>;

/** A sort of work: what it is measured by, and what its span looks like. */
export interface OperationKind {
  /** Histogram of its durations; undefined = it has none: how long it takes means nothing. */
  readonly metric: MetricDefinition | undefined;
  readonly span: SpanKindName;
  /** Attribute of the status that the other side answers with, where there is one. */
  readonly status?: string;
  /**
   * Tells something only below something else: without a span above it, it is measured and not
   * traced. A queue that polls its database would otherwise be most of all traces.
   */
  readonly isDetail?: boolean;
  /** Dataset and logger of its line; undefined = no line: the work of somebody's request. */
  readonly line?: { readonly dataset: string; readonly logger: string };
}

/** Outcomes of one series that are remembered; error types come from the application. */
const OUTCOMES_MAX = 50;

/**
 * What operations share that differ in their outcome only: call of one method, statement on one
 * table. Adapters keep these, so that nothing is computed per call.
 */
export class OperationSeries {
  readonly kind: OperationKind;
  /** Name of the spans. */
  readonly name: string;
  readonly attributes: AttributeMap;
  /** The table was full: such operations count in the overflow series of the metric. */
  readonly isOverflow: boolean;
  readonly #outcomes = new Map<string, OutcomeSeries>();
  #ok: OutcomeSeries | undefined;

  constructor(kind: OperationKind, name: string, attributes: AttributeMap, isOverflow: boolean) {
    this.kind = kind;
    this.name = name;
    this.attributes = attributes;
    this.isOverflow = isOverflow;
  }

  outcome(errorType: string | undefined, status: string | undefined): OutcomeSeries {
    const ok = this.#ok;
    if (ok !== undefined && ok.errorType === errorType && ok.status === status) return ok;
    const key = `${errorType ?? ''} ${status ?? ''}`;
    const known = this.#outcomes.get(key);
    if (known !== undefined) return known;
    const outcome = new OutcomeSeries(this, errorType, status);
    if (errorType === undefined) this.#ok ??= outcome;
    if (this.#outcomes.size < OUTCOMES_MAX) this.#outcomes.set(key, outcome);
    return outcome;
  }
}

/** Operations of one series with one outcome. */
export class OutcomeSeries {
  readonly series: OperationSeries;
  readonly errorType: string | undefined;
  readonly status: string | undefined;
  /** Slots of the signals; each knows the type of its own. */
  metrics: unknown = undefined;
  span: unknown = undefined;
  log: unknown = undefined;

  constructor(series: OperationSeries, errorType: string | undefined, status: string | undefined) {
    this.series = series;
    this.errorType = errorType;
    this.status = status;
  }

  /** Attributes of the series and of the outcome. */
  attributes(errorAttribute: string): AttributeMap {
    const { kind, attributes } = this.series;
    return {
      ...attributes,
      ...(kind.status === undefined ? {} : { [kind.status]: this.status }),
      [errorAttribute]: this.errorType,
    };
  }
}

/**
 * One call, message or step, measured once: the histogram, the span and, for work that came from
 * outside, the log line are written from it.
 */
export class Operation implements SpanOwner {
  readonly series: OperationSeries;
  traceId = '';
  spanId = '';
  parentSpanId: string | undefined = undefined;
  sampled = true;
  traceState: string | undefined = undefined;
  baggageHeader: string | undefined = undefined;
  /** The parent is in another process. */
  isRemoteParent = false;

  /** Milliseconds on the monotonic clock. */
  startMs = 0;
  durationMs = 0;
  error: unknown = undefined;
  ended = false;
  /** Set at the end. */
  outcome: OutcomeSeries | undefined = undefined;

  /** Attributes of the span alone: what differs from call to call. */
  attributes: AttributeMap | undefined = undefined;
  links: readonly Link[] | undefined = undefined;
  userId: string | undefined = undefined;
  labels: Record<string, LabelValue> | undefined = undefined;
  /** Made only when the application asks the API for the active span. */
  span: Span | undefined = undefined;
  #context: RequestContext | undefined = undefined;

  constructor(series: OperationSeries) {
    this.series = series;
  }

  /** Active while the work runs, so that what happens in it is its child. */
  get context(): RequestContext {
    this.#context ??= new RequestContext(this);
    return this.#context;
  }

  apiSpan(): Span {
    this.span ??= makeApiSpan(this);
    return this.span;
  }

  release(): void {
    if (this.#context !== undefined) this.#context.record = new EndedOwner(this);
  }
}
