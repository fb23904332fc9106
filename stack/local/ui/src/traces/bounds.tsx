import type { JSX } from 'preact';
import type { WireTraces } from '../../../src/wire/index.ts';
import { setParams } from '../app/location.ts';
import { duration } from '../format/time.ts';
import { Icon } from '../parts/icon.tsx';

/** Bounds of the duration of the whole trace, which a drag on the scatter sets. */
export interface Bounds {
  readonly minMs: number;
  readonly maxMs: number;
  readonly query: string;
}

function numberOf(text: string, fallback: number): number {
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? fallback : value;
}

export function boundsOf(min: string, max: string): Bounds {
  const [minMs, maxMs] = [numberOf(min, 0), numberOf(max, Infinity)];
  const set = minMs > 0 || maxMs < Infinity;
  return { minMs, maxMs, query: set ? `&minMs=${minMs}&maxMs=${maxMs}` : '' };
}

/** The filter language asks about spans, one at a time; this asks about the trace as a whole. */
export function bounded(answer: WireTraces | undefined, bounds: Bounds): WireTraces | undefined {
  if (answer === undefined || bounds.query === '') return answer;
  const { minMs, maxMs } = bounds;
  const traces = answer.traces.filter(
    ({ durationMs }) => durationMs >= minMs && durationMs <= maxMs,
  );
  const dropped = answer.traces.length - traces.length;
  return { ...answer, traces, matched: answer.matched - dropped };
}

export function BoundsChip({ bounds }: { readonly bounds: Bounds }): JSX.Element | null {
  if (bounds.query === '') return null;
  const upper = bounds.maxMs === Infinity ? 'and more' : `– ${duration(bounds.maxMs)}`;
  return (
    <button
      type="button"
      class="chip"
      title="drop these bounds"
      onClick={() => setParams({ min: null, max: null })}
    >
      {duration(bounds.minMs)} {upper} <Icon name="close" />
    </button>
  );
}
