import { createContextKey, type Baggage, type Context, type Span } from '@opentelemetry/api';

import { parseBaggage } from './baggage.ts';

// The API derives its keys with `Symbol.for`, so these are the very keys it looks up itself.
export const SPAN_KEY = createContextKey('OpenTelemetry Context Key SPAN');
export const BAGGAGE_KEY = createContextKey('OpenTelemetry Baggage Key');
export const SUPPRESS_KEY = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** What a context needs to know of the request it belongs to. */
export interface ContextOwner {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly traceState: string | undefined;
  /** The server span as the API sees it; made on first use, since most requests never ask. */
  apiSpan(): Span;
  readonly baggageHeader: string | undefined;
}

/**
 * The active context of one request. Holds no map: the span and the baggage come from the request's
 * record when somebody asks, and every context derived from this one still leads to that record.
 */
export class RequestContext implements Context {
  /** The request's record; when it has ended, what is left of it. */
  record: ContextOwner;
  #baggage: Baggage | undefined;

  constructor(record: ContextOwner) {
    this.record = record;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.record.apiSpan();
    if (key === BAGGAGE_KEY && this.record.baggageHeader !== undefined) {
      this.#baggage ??= parseBaggage(this.record.baggageHeader);
      return this.#baggage;
    }
    return undefined;
  }

  setValue(key: symbol, value: unknown): Context {
    return new DerivedContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new DerivedContext(this, key, undefined);
  }
}

/** A request's context with one value changed. */
export class DerivedContext implements Context {
  readonly parent: RequestContext | DerivedContext;
  readonly #key: symbol;
  readonly #value: unknown;

  constructor(parent: RequestContext | DerivedContext, key: symbol, value: unknown) {
    this.parent = parent;
    this.#key = key;
    this.#value = value;
  }

  get record(): ContextOwner {
    return this.parent.record;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#value : this.parent.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new DerivedContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new DerivedContext(this, key, undefined);
  }

  /** True when neither span nor baggage was changed since the request began. */
  get untouched(): boolean {
    if (this.#key === SPAN_KEY || this.#key === BAGGAGE_KEY) return false;
    return this.parent instanceof DerivedContext ? this.parent.untouched : true;
  }
}
