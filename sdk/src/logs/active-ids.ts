import { context, trace, type Context } from '@opentelemetry/api';

import { RequestContext } from '../context/index.ts';

export interface ActiveIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** Ids of the span that is active now; undefined outside of any. */
export function activeIds(): ActiveIds | undefined {
  const active = context.active();
  return active instanceof RequestContext ? active.record : spanIds(active);
}

/** Ids of a span that may be of the application's own making, and throw. */
function spanIds(active: Context): ActiveIds | undefined {
  try {
    const span = trace.getSpanContext(active);
    return span !== undefined && trace.isSpanContextValid(span) ? span : undefined;
  } catch {
    return undefined;
  }
}
