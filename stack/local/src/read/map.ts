import type { SpanStore, TimeRange } from '../model/index.ts';
import type { WireMap, WireNode } from '../wire/index.ts';
import { readCalls, wireEdge } from './calls.ts';
import { healthOf, RedCounter } from './red.ts';

/** Who calls whom. */
export function serviceMap(store: SpanStore, range: TimeRange): WireMap {
  const { edges, served, stretchMs, partial } = readCalls(store, range);
  const nodes = new Map<string, WireNode>();
  const add = (id: string, kind: WireNode['kind'], counter: RedCounter): void => {
    const red = counter.over(stretchMs);
    nodes.set(id, { id, kind, health: healthOf(red), ...red });
  };
  for (const [service, counter] of served) add(service, 'service', counter);
  for (const { from } of edges) if (!nodes.has(from)) add(from, 'service', new RedCounter());
  // What sends no spans itself is known by the calls to it.
  const called = new Map<string, RedCounter>();
  for (const { to, target, counter } of edges) {
    if (target === 'service' || nodes.get(to)?.kind === 'service') continue;
    const known = called.get(to);
    if (known === undefined) called.set(to, counter);
    add(to, target, called.get(to) as RedCounter);
  }
  return {
    from: range.fromMs,
    to: range.toMs,
    nodes: [...nodes.values()],
    edges: edges.map((edge) => wireEdge(edge, stretchMs)),
    partial,
  };
}
