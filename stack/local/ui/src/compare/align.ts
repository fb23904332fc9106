import type { WireTraceDetail } from '../../../src/wire/index.ts';
import { buildTree, type SpanNode } from '../trace/tree.ts';

/** Spans of one side that stand at the same place: same service and name below the same parent. */
export interface Side {
  readonly count: number;
  readonly totalMs: number;
  readonly selfMs: number;
  readonly errors: number;
  readonly firstSpanId: string;
}

export interface Pair {
  readonly key: string;
  readonly depth: number;
  readonly service: string;
  readonly name: string;
  readonly a: Side | undefined;
  readonly b: Side | undefined;
}

interface Group {
  readonly service: string;
  readonly name: string;
  readonly a: SpanNode[];
  readonly b: SpanNode[];
}

function sideOf(nodes: readonly SpanNode[]): Side | undefined {
  const [first] = nodes;
  if (first === undefined) return undefined;
  return {
    count: nodes.length,
    totalMs: nodes.reduce((sum, { span }) => sum + span.durationMs, 0),
    selfMs: nodes.reduce((sum, { selfMs }) => sum + selfMs, 0),
    errors: nodes.filter(({ span }) => span.status === 'error').length,
    firstSpanId: first.span.spanId,
  };
}

function grouped(a: readonly SpanNode[], b: readonly SpanNode[]): readonly Group[] {
  const groups = new Map<string, Group>();
  const add = (node: SpanNode, side: 'a' | 'b'): void => {
    const { service, name } = node.span;
    const key = `${service}\u0000${name}`;
    const group = groups.get(key) ?? { service, name, a: [], b: [] };
    groups.set(key, group);
    group[side].push(node);
  };
  for (const node of a) add(node, 'a');
  for (const node of b) add(node, 'b');
  return [...groups.values()];
}

/** Two traces as one tree, each place with what it has in either. */
export function align(a: WireTraceDetail, b: WireTraceDetail): readonly Pair[] {
  const pairs: Pair[] = [];
  const walk = (
    left: readonly SpanNode[],
    right: readonly SpanNode[],
    depth: number,
    above: string,
  ): void => {
    for (const group of grouped(left, right)) {
      const key = `${above}/${group.service} ${group.name}`;
      const { service, name } = group;
      pairs.push({ key, depth, service, name, a: sideOf(group.a), b: sideOf(group.b) });
      const below = (nodes: readonly SpanNode[]): SpanNode[] =>
        nodes.flatMap(({ children }) => children);
      walk(below(group.a), below(group.b), depth + 1, key);
    }
  };
  const topsOf = (trace: WireTraceDetail): SpanNode[] =>
    buildTree(trace.spans).tops.map(({ node }) => node);
  walk(topsOf(a), topsOf(b), 0, '');
  return pairs;
}

/** How much longer it took in b; a missing side counts as no time at all. */
export function difference({ a, b }: Pair): number {
  return (b?.totalMs ?? 0) - (a?.totalMs ?? 0);
}

/** The same for own time: where the difference really arises. */
export function ownDifference({ a, b }: Pair): number {
  return (b?.selfMs ?? 0) - (a?.selfMs ?? 0);
}
