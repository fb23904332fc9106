import type { JSX } from 'preact';
import type { WireTraceDetail, WireTraces } from '../../../src/wire/index.ts';
import { href, setParams } from '../app/location.ts';
import { rangeQuery } from '../app/range.ts';
import { useGet } from '../data/use-get.ts';
import { duration, clockMs } from '../format/time.ts';
import { Empty } from '../parts/empty.tsx';
import { term } from '../parts/filter-text.ts';

const SHOWN = 12;

/** Traces with the same first span, those of ordinary duration first. */
function similar(traces: WireTraces['traces'], traceId: string): WireTraces['traces'] {
  const others = traces.filter((trace) => trace.traceId !== traceId);
  const sorted = others.toSorted((a, b) => a.durationMs - b.durationMs);
  const median = sorted[Math.floor(sorted.length / 2)]?.durationMs ?? 0;
  const far = (ms: number): number => Math.abs(Math.log((ms + 0.001) / (median + 0.001)));
  return others
    .toSorted((a, b) => a.errors - b.errors || far(a.durationMs) - far(b.durationMs))
    .slice(0, SHOWN);
}

/** What to compare one trace with. */
export function Candidates({ trace }: { readonly trace: WireTraceDetail }): JSX.Element {
  const root = trace.spans.find(({ parentSpanId }) => parentSpanId === '') ?? trace.spans[0];
  const filter = `${term('service', root?.service ?? '')} ${term('name', root?.name ?? '')}`;
  const query = encodeURIComponent(filter);
  const { data } = useGet<WireTraces>(`/api/traces?${rangeQuery()}&q=${query}&limit=500`);
  const found = similar(data?.traces ?? [], trace.traceId);
  return (
    <Empty title="Compare it with which trace?">
      <p>Ordinary ones of the same request come first: what differs from them is what is wrong.</p>
      {data !== undefined && found.length === 0 ? <p>No other like it in this range.</p> : null}
      <ul class="candidates">
        {found.map(({ traceId, startMs, durationMs, errors }) => (
          <li key={traceId}>
            <button type="button" class="plain" onClick={() => setParams({ b: traceId })}>
              {clockMs(startMs)} · {duration(durationMs)}
              {errors > 0 ? ` · ✕ ${errors}` : ''}
            </button>
          </li>
        ))}
      </ul>
      <a href={href('/traces', { q: filter, mark: trace.traceId })}>pick one from the list (c)</a>
    </Empty>
  );
}
