import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { WireTrace } from '../../../src/wire/index.ts';
import { useKeys } from '../app/keys.ts';
import { href, navigate, param, setParams } from '../app/location.ts';
import { plural } from '../format/number.ts';
import { useListKeys } from '../parts/use-list-keys.ts';
import { VirtualList } from '../parts/virtual-list.tsx';
import { TraceRow } from './trace-row.tsx';

const ROW_PX = 28;

export interface TraceListProps {
  readonly traces: readonly WireTrace[];
  /** New ones that wait so that the rows stand still. */
  readonly fresh: number;
  readonly onFresh: () => void;
  readonly onReading: (reading: boolean) => void;
}

/** Marks a trace; with a second one the comparison opens. */
function mark(traceId: string): void {
  const marked = param('mark');
  if (marked === '' || marked === traceId) {
    setParams({ mark: marked === traceId ? null : traceId }, 'replace');
  } else navigate(href('/compare', { a: marked, b: traceId }));
}

export function TraceList({ traces, fresh, onFresh, onReading }: TraceListProps): JSX.Element {
  const [pointed, setPointed] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const picked = param('trace');
  const selected = traces.findIndex(({ traceId }) => traceId === picked);
  const maxMs = traces.reduce((max, { durationMs }) => Math.max(max, durationMs), 0);
  useListKeys({
    count: traces.length,
    selected,
    select: (index) => setParams({ trace: traces[index]?.traceId }, 'replace'),
    open: () => navigate(href(`/traces/${picked}`)),
    isError: (index) => (traces[index]?.errors ?? 0) > 0,
    clear: () => setParams({ trace: null }, 'replace'),
  });
  useKeys({ c: () => selected >= 0 && mark(picked) });
  const reading = pointed || scrolled || selected >= 0;
  useEffect(() => onReading(reading), [reading]);
  return (
    <div
      class="list"
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      <div class="trace-row heads" aria-hidden="true">
        <span>Time</span>
        <span>Service and request</span>
        <span>Status</span>
        <span class="num">Spans</span>
        <span>Services</span>
        <span class="num">Duration</span>
      </div>
      {fresh === 0 ? null : (
        <button type="button" class="fresh" onClick={onFresh}>
          {plural(fresh, 'new', 'new')}
        </button>
      )}
      <VirtualList
        items={traces}
        rowPx={ROW_PX}
        keyOf={({ traceId }) => traceId}
        label="Traces"
        selected={selected}
        activeId={`trace-${picked}`}
        onScroll={(top) => setScrolled(top > 0)}
        render={(trace) => (
          <TraceRow
            trace={trace}
            maxMs={maxMs}
            selected={trace.traceId === picked}
            marked={trace.traceId === param('mark')}
            onMark={() => mark(trace.traceId)}
          />
        )}
      />
    </div>
  );
}
