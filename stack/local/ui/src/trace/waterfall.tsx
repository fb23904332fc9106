import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { WireLog } from '../../../src/wire/index.ts';
import { duration } from '../format/time.ts';
import { LevelWord } from '../parts/level-word.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { criticalPath } from './critical-path.ts';
import type { Row } from './rows.ts';
import { indent, SpanRow } from './span-row.tsx';
import type { Tree } from './tree.ts';
import { share, type View } from './view.ts';

const ROW_PX = 28;
const TICKS = 4;

/** Times since the trace began, above the lanes. */
function Ruler({ view, startMs }: { readonly view: View; readonly startMs: number }): JSX.Element {
  const span = view.toMs - view.fromMs;
  return (
    <div class="span-row ruler" aria-hidden="true">
      <span class="who">Service and span</span>
      <span class="lane">
        {Array.from({ length: TICKS }, (_, at) => (
          <span key={at} class="tick" style={{ left: `${(100 * at) / TICKS}%` }}>
            {duration(view.fromMs - startMs + (span * at) / TICKS)}
          </span>
        ))}
      </span>
      <span class="num self">Self</span>
      <span class="num">Duration</span>
    </div>
  );
}

function LogRow({
  line,
  depth,
  view,
  startMs,
}: {
  readonly line: WireLog;
  readonly depth: number;
  readonly view: View;
  readonly startMs: number;
}): JSX.Element {
  const [left] = share(view, line.timeMs, line.timeMs);
  return (
    <div class="span-row log" role="treeitem" aria-level={depth + 1}>
      <span class="who" style={{ paddingLeft: indent(depth) }}>
        <LevelWord level={line.level} />
        <span class="cut mono" title={line.message}>
          {line.message}
        </span>
      </span>
      <span class="lane">
        <i class="log-at" style={{ left: `${left}%` }} />
      </span>
      <span class="num self" />
      <span class="num faint" title="since the trace began">
        +{duration(line.timeMs - startMs)}
      </span>
    </div>
  );
}

function Missing({ count }: { readonly count: number }): JSX.Element {
  return (
    <div class="span-row missing" role="treeitem" aria-level={1}>
      <span class="who warn">
        ⚠ a span that is not kept, parent of {count === 1 ? 'the next' : `the next ${count}`}
      </span>
      <span class="lane" />
    </div>
  );
}

export interface WaterfallProps {
  readonly tree: Tree;
  readonly rows: readonly Row[];
  readonly view: View;
  readonly startMs: number;
  readonly selectedId: string;
  readonly collapsed: ReadonlySet<string>;
  readonly onSelect: (spanId: string) => void;
  readonly onToggle: (spanId: string) => void;
}

/** Where did the time go? */
export function Waterfall(props: WaterfallProps): JSX.Element {
  const { tree, rows, view, startMs, selectedId, collapsed, onSelect, onToggle } = props;
  const path = useMemo(() => criticalPath(tree), [tree]);
  const selected = rows.findIndex(({ key }) => key === selectedId);
  const render = (row: Row): JSX.Element => {
    if (row.kind === 'log') {
      return <LogRow line={row.line} depth={row.depth} view={view} startMs={startMs} />;
    }
    if (row.kind === 'missing') return <Missing count={row.children} />;
    const { spanId } = row.node.span;
    return (
      <SpanRow
        node={row.node}
        view={view}
        stretches={path.get(spanId) ?? []}
        selected={spanId === selectedId}
        collapsed={collapsed.has(spanId)}
        onSelect={() => onSelect(spanId)}
        onToggle={() => onToggle(spanId)}
      />
    );
  };
  return (
    <div class="list waterfall">
      <Ruler view={view} startMs={startMs} />
      <VirtualList
        items={rows}
        rowPx={ROW_PX}
        keyOf={({ key }) => key}
        label="Spans"
        role="tree"
        selected={selected}
        activeId={`span-${selectedId}`}
        render={render}
      />
    </div>
  );
}
