import { trace, type Span } from '@opentelemetry/api';

import type { ContextOwner } from '../context/index.ts';

/** What a context needs of its owner, and the span that the API may have made of it. */
type Owner = Omit<ContextOwner, 'apiSpan'> & { readonly span: Span | undefined };

/**
 * What is left of a request or operation in its context: enough for lines and spans that come after
 * its end. Timers and sockets hold contexts for as long as they live; this is all they keep alive.
 */
export class EndedOwner implements ContextOwner {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly traceState: string | undefined;
  readonly baggageHeader: string | undefined;
  readonly #span: Span | undefined;

  constructor(owner: Owner) {
    this.traceId = owner.traceId;
    this.spanId = owner.spanId;
    this.sampled = owner.sampled;
    this.traceState = owner.traceState;
    this.baggageHeader = owner.baggageHeader;
    this.#span = owner.span;
  }

  apiSpan(): Span {
    const { traceId, spanId, sampled } = this;
    return this.#span ?? trace.wrapSpanContext({ traceId, spanId, traceFlags: sampled ? 1 : 0 });
  }
}
