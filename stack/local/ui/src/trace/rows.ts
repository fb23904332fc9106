import type { WireLog } from '../../../src/wire/index.ts';
import type { SpanNode, Tree } from './tree.ts';

export type Row =
  | { readonly kind: 'span'; readonly key: string; readonly node: SpanNode }
  | { readonly kind: 'missing'; readonly key: string; readonly children: number }
  | { readonly kind: 'log'; readonly key: string; readonly line: WireLog; readonly depth: number };

function logsBySpan(logs: readonly WireLog[]): Map<string, WireLog[]> {
  const groups = new Map<string, WireLog[]>();
  for (const line of logs.toSorted((a, b) => a.timeMs - b.timeMs)) {
    const group = groups.get(line.spanId);
    if (group === undefined) groups.set(line.spanId, [line]);
    else group.push(line);
  }
  return groups;
}

/** What the waterfall shows, from top to bottom. Lines stand below the span that wrote them. */
export function rowsOf(
  { tops, byId }: Tree,
  collapsed: ReadonlySet<string>,
  logs: readonly WireLog[],
): readonly Row[] {
  const rows: Row[] = [];
  const groups = logsBySpan(logs);
  const addLogs = (spanId: string, depth: number): void => {
    for (const line of groups.get(spanId) ?? []) {
      rows.push({ kind: 'log', key: `log ${line.sequence}`, line, depth });
    }
  };
  const add = (node: SpanNode): void => {
    rows.push({ kind: 'span', key: node.span.spanId, node });
    addLogs(node.span.spanId, node.depth + 1);
    if (!collapsed.has(node.span.spanId)) node.children.forEach(add);
  };
  const missing = new Map<string, SpanNode[]>();
  for (const { node, missingParentId } of tops) {
    if (missingParentId === '') add(node);
    else missing.set(missingParentId, [...(missing.get(missingParentId) ?? []), node]);
  }
  for (const [parentId, nodes] of missing) {
    rows.push({ kind: 'missing', key: `missing ${parentId}`, children: nodes.length });
    nodes.forEach(add);
  }
  for (const spanId of groups.keys()) if (!byId.has(spanId)) addLogs(spanId, 0);
  return rows;
}

/** The spans above one, which must be open for it to be seen. */
export function ancestors(node: SpanNode): readonly string[] {
  const ids: string[] = [];
  for (let at = node.parent; at !== undefined; at = at.parent) ids.push(at.span.spanId);
  return ids;
}
