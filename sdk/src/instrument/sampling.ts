import type { SamplerName } from '../config/settings.ts';

/** Decides whether a trace is kept. */
export type SampleDecision = (
  parent: { readonly sampled: boolean } | undefined,
  traceId: string,
) => boolean;

const FULL_RANGE = 0xff_ff_ff_ff;

/**
 * The samplers of the OpenTelemetry specification as plain functions. The ratio sampler accumulates
 * the trace id the way OpenTelemetry JS does, so that both keep the same traces.
 */
export function sampleDecision(name: SamplerName, ratio: number): SampleDecision {
  const upperBound = ratio >= 1 ? FULL_RANGE + 1 : Math.floor(ratio * FULL_RANGE);
  const byRatio = (traceId: string): boolean => accumulate(traceId) < upperBound;
  switch (name) {
    case 'always_on':
      return () => true;
    case 'always_off':
      return () => false;
    case 'traceidratio':
      return (_parent, traceId) => byRatio(traceId);
    case 'parentbased_always_off':
      return (parent) => parent?.sampled ?? false;
    case 'parentbased_traceidratio':
      return (parent, traceId) => parent?.sampled ?? byRatio(traceId);
    default:
      return (parent) => parent?.sampled ?? true;
  }
}

function accumulate(traceId: string): number {
  let accumulation = 0;
  for (let start = 0; start < 32; start += 8) {
    accumulation = (accumulation ^ Number.parseInt(traceId.slice(start, start + 8), 16)) >>> 0;
  }
  return accumulation;
}
