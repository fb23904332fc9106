import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import { trace, type Context, type TextMapPropagator } from '@opentelemetry/api';

import {
  BAGGAGE_KEY,
  BAGGAGE_MAX_LENGTH,
  boundedHeader,
  DerivedContext,
  formatBaggage,
  formatTraceparent,
  parseTraceparent,
  RequestContext,
  TRACESTATE_MAX_LENGTH,
  type RemoteParent,
} from '../context/index.ts';

import type { SeenHeaders } from './headers.ts';

/** What incoming headers said about the trace. */
export interface Incoming {
  readonly parent: RemoteParent | undefined;
  readonly traceState: string | undefined;
  readonly baggageHeader: string | undefined;
}

/** Identity of the span that an outgoing request belongs to. */
export interface Outgoing {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly traceState: string | undefined;
}

export type SetHeader = (name: string, value: string) => void;

/** Trace context and baggage in headers. */
export interface HeaderPropagation {
  extract(seen: SeenHeaders, req: IncomingMessage): Incoming;
  inject(active: Context, outgoing: Outgoing, setHeader: SetHeader, withBaggage: boolean): void;
}

const BAGGAGE_HEADER = 'baggage';
/** Nobody told anything, or nobody is believed. */
export const NOTHING: Incoming = {
  parent: undefined,
  traceState: undefined,
  baggageHeader: undefined,
};

/** W3C headers by hand: this runs on every request, in and out. */
export function w3cPropagation(traceContext: boolean, baggage: boolean): HeaderPropagation {
  return {
    extract(seen) {
      const parent = traceContext ? parseTraceparent(seen.traceparent) : undefined;
      const bag = baggage ? seen.baggage : undefined;
      if (parent === undefined && bag === undefined) return NOTHING;
      return {
        parent,
        traceState:
          parent === undefined ? undefined : boundedHeader(seen.tracestate, TRACESTATE_MAX_LENGTH),
        baggageHeader: boundedHeader(bag, BAGGAGE_MAX_LENGTH),
      };
    },
    inject(active, outgoing, setHeader, withBaggage) {
      if (traceContext) {
        const { traceId, spanId, sampled, traceState } = outgoing;
        setHeader('traceparent', formatTraceparent(traceId, spanId, sampled));
        if (traceState !== undefined) setHeader('tracestate', traceState);
      }
      if (!baggage || !withBaggage) return;
      const header = outgoingBaggage(active);
      if (header !== undefined && header !== '') setHeader('baggage', header);
    },
  };
}

/** Baggage that nobody touched goes on as it came, without being parsed. */
function outgoingBaggage(active: Context): string | undefined {
  if (active instanceof RequestContext) return active.record.baggageHeader;
  if (active instanceof DerivedContext && active.record.baggageHeader === undefined) {
    const bag = active.getValue(BAGGAGE_KEY);
    return bag === undefined ? undefined : formatBaggage(bag as never);
  }
  const bag = active.getValue(BAGGAGE_KEY);
  return bag === undefined ? undefined : formatBaggage(bag as never);
}

/** Any other propagator (B3 ...) through the API's interface. */
export function apiPropagation(propagator: TextMapPropagator, root: Context): HeaderPropagation {
  const getter = {
    get: (carrier: IncomingHttpHeaders, key: string) => carrier[key.toLowerCase()],
    keys: (carrier: IncomingHttpHeaders) => Object.keys(carrier),
  };
  return {
    extract(_seen, req) {
      const extracted = propagator.extract(root, req.headers, getter);
      const parent = trace.getSpanContext(extracted);
      const bag = extracted.getValue(BAGGAGE_KEY);
      return {
        parent: parent && {
          traceId: parent.traceId,
          spanId: parent.spanId,
          sampled: (parent.traceFlags & 1) === 1,
        },
        traceState: parent?.traceState?.serialize(),
        baggageHeader: bag === undefined ? undefined : formatBaggage(bag as never),
      };
    },
    inject(active, outgoing, setHeader, withBaggage) {
      const span = trace.wrapSpanContext({
        traceId: outgoing.traceId,
        spanId: outgoing.spanId,
        traceFlags: outgoing.sampled ? 1 : 0,
      });
      propagator.inject(trace.setSpan(active, span), undefined, {
        set: (_carrier, key, value) => {
          if (withBaggage || key !== BAGGAGE_HEADER) setHeader(key, value);
        },
      });
    },
  };
}
