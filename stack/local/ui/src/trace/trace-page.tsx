import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { WireLog, WireTraceDetail } from '../../../src/wire/index.ts';
import { goBack, href, param, setParams } from '../app/location.ts';
import { live, nowMs } from '../app/range.ts';
import type { PageProps } from '../app/page-props.ts';
import { useGet } from '../data/use-get.ts';
import { plural } from '../format/number.ts';
import { Empty, Notice, Problem } from '../parts/empty.tsx';
import { criticalPath } from './critical-path.ts';
import { Minimap } from './minimap.tsx';
import { rowsOf } from './rows.ts';
import { SpanPanel } from './span-panel.tsx';
import { TraceHead } from './trace-head.tsx';
import { buildTree } from './tree.ts';
import { useTraceKeys } from './trace-keys.ts';
import { viewOf, zoomText } from './view.ts';
import { Waterfall } from './waterfall.tsx';

type Logs = readonly WireLog[];

const NO_LOGS: Logs = [];
const GROWS_MS = 30_000;

function useLogs(trace: WireTraceDetail, wanted: boolean): Logs {
  const { data } = useGet<Logs>(wanted ? `/api/traces/${trace.traceId}/logs` : null);
  return wanted ? (data ?? NO_LOGS) : NO_LOGS;
}

function MissingNotice({ trace }: { readonly trace: WireTraceDetail }): JSX.Element | null {
  if (trace.missingParents === 0) return null;
  return (
    <Notice>
      {plural(trace.missingParents, 'span')} of this trace that others name as parent{' '}
      {trace.missingParents === 1 ? 'is' : 'are'} not kept: evicted, sampled away, or still on the
      way. <a href={href('/kept')}>What is kept</a>
    </Notice>
  );
}

function Loaded({ trace }: { readonly trace: WireTraceDetail }): JSX.Element {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const showLogs = param('logs') === '1';
  const selectedId = param('span');
  const logs = useLogs(trace, showLogs);
  const tree = useMemo(() => buildTree(trace.spans), [trace]);
  const path = useMemo(() => criticalPath(tree), [tree]);
  const rows = useMemo(() => rowsOf(tree, collapsed, logs), [tree, collapsed, logs]);
  const view = viewOf(trace, param('zoom'));
  const node = tree.byId.get(selectedId);
  const { nextError, toggle } = useTraceKeys({ trace, tree, rows, node, collapsed, setCollapsed });
  return (
    <div class="page full trace-page">
      <TraceHead
        trace={trace}
        tree={tree}
        errors={trace.spans.filter(({ status }) => status === 'error').length}
        showLogs={showLogs}
        onNextError={() => nextError(1)}
      />
      <MissingNotice trace={trace} />
      <Minimap
        trace={trace}
        tree={tree}
        view={view}
        onZoom={(from, to) => setParams({ zoom: zoomText(trace, from, to) }, 'replace')}
        onWhole={() => setParams({ zoom: null }, 'replace')}
      />
      <div class="beside">
        <Waterfall
          tree={tree}
          rows={rows}
          view={view}
          startMs={trace.startMs}
          selectedId={selectedId}
          collapsed={collapsed}
          onSelect={(span) => setParams({ span }, 'replace')}
          onToggle={toggle}
        />
        {node === undefined ? null : (
          <SpanPanel
            node={node}
            stretches={path.get(selectedId) ?? []}
            traceStartMs={trace.startMs}
            traceMs={trace.durationMs}
            onClose={() => setParams({ span: null }, 'replace')}
          />
        )}
      </div>
    </div>
  );
}

/** Where did the time go, and what failed first? */
export function TracePage({ name }: PageProps): JSX.Element {
  const [settled, setSettled] = useState(false);
  const url = `/api/traces/${encodeURIComponent(name)}`;
  // The spans of a trace come from several processes, each when it sends: a new one still grows.
  const { data, error } = useGet<WireTraceDetail>(
    live.value && !settled ? `${url}?at=${nowMs.value}` : url,
  );
  const endMs = data === undefined ? Infinity : data.startMs + data.durationMs;
  useEffect(() => setSettled(nowMs.value - endMs > GROWS_MS), [endMs, nowMs.value]);
  if (error?.status === 404) {
    return (
      <Empty title="This trace is not kept">
        <p>{error.message}</p>
        <p>
          It was evicted, sampled away, or is still on its way.{' '}
          <a href={href('/kept')}>What is kept, and for how long</a>
        </p>
        <button type="button" onClick={() => goBack(href('/traces'))}>
          Back
        </button>
      </Empty>
    );
  }
  if (error !== undefined && data === undefined) return <Problem error={error} />;
  return data === undefined ? <div class="page" /> : <Loaded trace={data} />;
}
