import type { WireTraceDetail } from '../../../src/wire/index.ts';
import { useKeys } from '../app/keys.ts';
import { goBack, href, param, setParams } from '../app/location.ts';
import { useListKeys } from '../parts/use-list-keys.ts';
import { ancestors, type Row } from './rows.ts';
import type { SpanNode, Tree } from './tree.ts';
import { zoomText } from './view.ts';

export interface TraceKeys {
  readonly trace: WireTraceDetail;
  readonly tree: Tree;
  readonly rows: readonly Row[];
  /** The selected span. */
  readonly node: SpanNode | undefined;
  readonly collapsed: ReadonlySet<string>;
  readonly setCollapsed: (collapsed: ReadonlySet<string>) => void;
}

function select(spanId: string | null): void {
  setParams({ span: spanId }, 'replace');
}

/** The failed span after (or before) the selected one, around the end of the trace. */
export function errorAfter(
  nodes: readonly SpanNode[],
  node: SpanNode | undefined,
  direction: 1 | -1,
): SpanNode | undefined {
  const failed = nodes.filter(({ span }) => span.status === 'error');
  if (node === undefined) return failed.at(direction === 1 ? 0 : -1);
  const at = nodes.indexOf(node);
  const ordered = direction === 1 ? failed : failed.toReversed();
  const next = ordered.find((one) => (nodes.indexOf(one) - at) * direction > 0);
  return next ?? ordered[0];
}

/** The keyboard on a waterfall. */
export function useTraceKeys(keys: TraceKeys): {
  nextError: (direction: 1 | -1) => void;
  toggle: (spanId: string) => void;
} {
  const { trace, tree, rows, node, collapsed, setCollapsed } = keys;
  const toggle = (spanId: string): void => {
    const next = new Set(collapsed);
    if (!next.delete(spanId)) next.add(spanId);
    setCollapsed(next);
  };
  const nextError = (direction: 1 | -1): void => {
    const found = errorAfter(tree.nodes, node, direction);
    if (found === undefined) return;
    const hiding = new Set(ancestors(found));
    setCollapsed(new Set([...collapsed].filter((id) => !hiding.has(id))));
    select(found.span.spanId);
  };
  const spans = rows.filter((row) => row.kind === 'span');
  const id = node?.span.spanId ?? '';
  useListKeys({
    count: spans.length,
    selected: spans.findIndex(({ key }) => key === id),
    select: (index) => select(spans[index]?.key ?? null),
    open: () => document.querySelector<HTMLElement>('.span-panel summary')?.focus(),
  });
  const close = (): void => {
    if (node === undefined || node.children.length === 0 || collapsed.has(id)) {
      if (node?.parent !== undefined) select(node.parent.span.spanId);
    } else toggle(id);
  };
  const open = (): void => {
    if (collapsed.has(id)) toggle(id);
    else if (node?.children[0] !== undefined) select(node.children[0].span.spanId);
  };
  useKeys({
    e: () => nextError(1),
    E: () => nextError(-1),
    ArrowLeft: close,
    ArrowRight: open,
    h: close,
    l: () => setParams({ logs: param('logs') === '1' ? null : '1' }, 'replace'),
    z: () => {
      if (node === undefined) return;
      const end = node.span.startMs + node.span.durationMs;
      setParams({ zoom: zoomText(trace, node.span.startMs, end) }, 'replace');
    },
    Z: () => setParams({ zoom: null }, 'replace'),
    Escape: () => {
      if (node !== undefined) select(null);
      else if (param('zoom') !== '') setParams({ zoom: null }, 'replace');
      else goBack(href('/traces'));
    },
  });
  return { nextError, toggle };
}
