import { context, trace } from '@opentelemetry/api';

import { RequestContext } from '../context/index.ts';

export interface ActiveIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** Ids of the span that is active now; undefined outside of any. */
export function activeIds(): ActiveIds | undefined {
  const active = context.active();
  if (active instanceof RequestContext) return active.record;
  const span = trace.getSpanContext(active);
  return span !== undefined && trace.isSpanContextValid(span) ? span : undefined;
}
