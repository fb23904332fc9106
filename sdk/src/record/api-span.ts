import { INVALID_SPAN_CONTEXT, trace, type Span } from '@opentelemetry/api';

import type { ContextOwner } from '../context/index.ts';

/** Something measured whose span the application may ask for. */
export interface SpanOwner extends ContextOwner {
  readonly ended: boolean;
  /** What the application threw, where somebody told. */
  error: unknown;
}

/** How the API sees a span of the SDK; set once at start by the part that builds spans. */
let make: (owner: SpanOwner) => Span = () => trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

export function setApiSpanMaker(maker: (owner: SpanOwner) => Span): void {
  make = maker;
}

export function makeApiSpan(owner: SpanOwner): Span {
  return make(owner);
}
