export { formatBaggage, parseBaggage } from './baggage.ts';
export {
  BAGGAGE_KEY,
  DerivedContext,
  RequestContext,
  SPAN_KEY,
  SUPPRESS_KEY,
  type ContextOwner,
} from './context.ts';
export { W3CPropagator } from './propagator.ts';
export { newEventId, newIds, newSpanId, newTraceId, writeEventId } from './ids.ts';
export { taps, type Taps } from './taps.ts';
export { CUT_MARK, cutText, headOf } from './text.ts';
export {
  BAGGAGE_MAX_LENGTH,
  boundedHeader,
  formatTraceparent,
  parseTraceparent,
  TRACESTATE_MAX_LENGTH,
  type RemoteParent,
} from './traceparent.ts';
export { UNOBSERVED } from './unobserved.ts';
