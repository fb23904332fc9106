import type { WireSpan } from '../../../src/wire/index.ts';

export interface SpanNode {
  readonly span: WireSpan;
  readonly parent: SpanNode | undefined;
  readonly depth: number;
  readonly children: readonly SpanNode[];
  /** Time in which none of its children ran. */
  readonly selfMs: number;
  /** Spans below it, and how many of them failed. */
  readonly below: number;
  readonly errorsBelow: number;
}

/** Top of the tree: a root, or spans whose parent is not kept. */
export interface Top {
  readonly node: SpanNode;
  /** Set when the span names a parent that is not here. */
  readonly missingParentId: string;
}

export interface Tree {
  readonly tops: readonly Top[];
  /** All nodes, parents before children. */
  readonly nodes: readonly SpanNode[];
  readonly byId: ReadonlyMap<string, SpanNode>;
}

interface Growing {
  readonly span: WireSpan;
  readonly parent: Growing | undefined;
  readonly depth: number;
  children: Growing[];
  selfMs: number;
  below: number;
  errorsBelow: number;
}

function byStart(a: WireSpan, b: WireSpan): number {
  return a.startMs - b.startMs || b.durationMs - a.durationMs;
}

/** What is left of a span when the times of its children are taken away. */
export function selfTime(span: WireSpan, children: readonly WireSpan[]): number {
  const end = span.startMs + span.durationMs;
  let covered = 0;
  let reached = span.startMs;
  for (const child of children.toSorted(byStart)) {
    const from = Math.max(reached, child.startMs);
    const to = Math.min(end, child.startMs + child.durationMs);
    if (to <= from) continue;
    covered += to - from;
    reached = to;
  }
  return Math.max(0, span.durationMs - covered);
}

function groupByParent(spans: readonly WireSpan[]): Map<string, WireSpan[]> {
  const groups = new Map<string, WireSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.parentSpanId);
    if (group === undefined) groups.set(span.parentSpanId, [span]);
    else group.push(span);
  }
  return groups;
}

/** Spans as a tree. Spans that name each other as parent in a circle stand at the top. */
export function buildTree(spans: readonly WireSpan[]): Tree {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const groups = groupByParent(spans);
  const nodes: Growing[] = [];
  const byId = new Map<string, Growing>();
  const grow = (first: WireSpan): Growing => {
    const top = made(first, undefined);
    const waiting = [top];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      nodes.push(node);
      byId.set(node.span.spanId, node);
      const parent = node;
      parent.children = (groups.get(parent.span.spanId) ?? [])
        .filter((span) => !byId.has(span.spanId))
        .sort(byStart)
        .map((span) => made(span, parent));
      waiting.push(...parent.children.toReversed());
    }
    return top;
  };
  const tops: Top[] = [];
  const add = (span: WireSpan): void => {
    const { parentSpanId } = span;
    const missing = parentSpanId !== '' && !known.has(parentSpanId);
    tops.push({ node: grow(span), missingParentId: missing ? parentSpanId : '' });
  };
  const sorted = spans.toSorted(byStart);
  for (const span of sorted) if (!known.has(span.parentSpanId)) add(span);
  for (const span of sorted) if (!byId.has(span.spanId)) add(span);
  count(nodes);
  return { tops, nodes, byId };
}

function made(span: WireSpan, parent: Growing | undefined): Growing {
  const depth = parent === undefined ? 0 : parent.depth + 1;
  return { span, parent, depth, children: [], selfMs: 0, below: 0, errorsBelow: 0 };
}

/** Self times and sums, from the leaves upwards. */
function count(nodes: readonly Growing[]): void {
  for (const node of nodes.toReversed()) {
    node.selfMs = selfTime(
      node.span,
      node.children.map(({ span }) => span),
    );
    for (const child of node.children) {
      node.below += child.below + 1;
      node.errorsBelow += child.errorsBelow + (child.span.status === 'error' ? 1 : 0);
    }
  }
}
