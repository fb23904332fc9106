import {
  createTraceState,
  propagation,
  trace,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';

import { formatBaggage, parseBaggage } from './baggage.ts';
import {
  BAGGAGE_MAX_LENGTH,
  boundedHeader,
  formatTraceparent,
  parseTraceparent,
  TRACESTATE_MAX_LENGTH,
} from './traceparent.ts';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';
const BAGGAGE = 'baggage';

/** W3C trace context and baggage for whoever calls the API's `propagation` (queues, jobs ...). */
export class W3CPropagator implements TextMapPropagator {
  readonly #traceContext: boolean;
  readonly #baggage: boolean;

  constructor(traceContext: boolean, baggage: boolean) {
    this.#traceContext = traceContext;
    this.#baggage = baggage;
  }

  inject(active: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = this.#traceContext ? trace.getSpanContext(active) : undefined;
    if (span !== undefined && trace.isSpanContextValid(span)) {
      const sampled = (span.traceFlags & 1) === 1;
      setter.set(carrier, TRACEPARENT, formatTraceparent(span.traceId, span.spanId, sampled));
      if (span.traceState) setter.set(carrier, TRACESTATE, span.traceState.serialize());
    }
    const baggage = this.#baggage ? propagation.getBaggage(active) : undefined;
    const header = baggage === undefined ? '' : formatBaggage(baggage);
    if (header !== '') setter.set(carrier, BAGGAGE, header);
  }

  extract(active: Context, carrier: unknown, getter: TextMapGetter): Context {
    let extracted = active;
    const first = (name: string): unknown => {
      const value = getter.get(carrier, name);
      return Array.isArray(value) && name === TRACEPARENT ? value[0] : value;
    };
    const parent = this.#traceContext ? parseTraceparent(first(TRACEPARENT)) : undefined;
    if (parent !== undefined) {
      const state = boundedHeader(first(TRACESTATE), TRACESTATE_MAX_LENGTH);
      extracted = trace.setSpanContext(extracted, {
        traceId: parent.traceId,
        spanId: parent.spanId,
        traceFlags: parent.sampled ? 1 : 0,
        isRemote: true,
        ...(state === undefined ? {} : { traceState: createTraceState(state) }),
      });
    }
    const header = this.#baggage ? boundedHeader(first(BAGGAGE), BAGGAGE_MAX_LENGTH) : undefined;
    return header === undefined
      ? extracted
      : propagation.setBaggage(extracted, parseBaggage(header));
  }

  fields(): string[] {
    return [
      ...(this.#traceContext ? [TRACEPARENT, TRACESTATE] : []),
      ...(this.#baggage ? [BAGGAGE] : []),
    ];
  }
}
