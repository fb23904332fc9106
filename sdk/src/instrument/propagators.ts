import { ROOT_CONTEXT, type TextMapPropagator } from '@opentelemetry/api';

import type { PropagatorName } from '../config/settings.ts';
import { W3CPropagator } from '../context/index.ts';
import { loadOtherPropagators } from '../lazy.ts';
import { apiPropagation, w3cPropagation, type HeaderPropagation } from './propagation.ts';

export interface Propagators {
  /** For the hooks on the request path. */
  readonly headers: HeaderPropagation;
  /** For the API's global. */
  readonly api: TextMapPropagator;
}

/**
 * The configured propagators. W3C needs no package; the others load with OpenTelemetry's own code.
 */
export function propagatorsOf(names: readonly PropagatorName[]): Propagators {
  const traceContext = names.includes('tracecontext');
  const baggage = names.includes('baggage');
  const w3c = new W3CPropagator(traceContext, baggage);
  const others = names.filter((name) => name === 'b3' || name === 'b3multi');
  if (others.length === 0) return { headers: w3cPropagation(traceContext, baggage), api: w3c };

  const { B3Propagator, B3InjectEncoding, CompositePropagator } = loadOtherPropagators();
  const propagators = names.map((name) => {
    if (name === 'tracecontext') return new W3CPropagator(true, false);
    if (name === 'baggage') return new W3CPropagator(false, true);
    const injectEncoding =
      name === 'b3' ? B3InjectEncoding.SINGLE_HEADER : B3InjectEncoding.MULTI_HEADER;
    return new B3Propagator({ injectEncoding });
  });
  const api = new CompositePropagator({ propagators });
  return { headers: apiPropagation(api, ROOT_CONTEXT), api };
}
