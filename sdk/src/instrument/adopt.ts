import { trace, type Context } from '@opentelemetry/api';

import { DerivedContext, newSpanId, newTraceId, RequestContext } from '../context/index.ts';
import type { SampleDecision } from './sampling.ts';

/** Whatever becomes a span below the active one. */
export interface Child {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  sampled: boolean;
  traceState: string | undefined;
}

/** Trace and parent come from the active span; without one, a trace starts here. */
export function adopt(child: Child, active: Context, decide: SampleDecision): void {
  child.spanId = newSpanId();
  const owner = ownerOf(active);
  if (owner !== undefined) {
    child.traceId = owner.traceId;
    child.parentSpanId = owner.spanId;
    child.sampled = owner.sampled;
    child.traceState = owner.traceState;
    return;
  }
  const parent = trace.getSpanContext(active);
  if (parent === undefined || !trace.isSpanContextValid(parent)) {
    child.traceId = newTraceId();
    child.sampled = decide(undefined, child.traceId);
    return;
  }
  child.traceId = parent.traceId;
  child.parentSpanId = parent.spanId;
  child.sampled = (parent.traceFlags & 1) === 1;
  child.traceState = parent.traceState?.serialize();
}

/** The request or operation whose span is the active one, without making an API span of it. */
function ownerOf(active: Context): RequestContext['record'] | undefined {
  if (active instanceof RequestContext) return active.record;
  return active instanceof DerivedContext && active.untouched ? active.record : undefined;
}
