import type { SpanNode, Tree } from './tree.ts';

/** A stretch of time in which a span alone held up the trace. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

function endOf({ span }: SpanNode): number {
  return span.startMs + span.durationMs;
}

/** The child that ended last before `untilMs`, of those that were running until then. */
function lastBefore(node: SpanNode, untilMs: number, used: Set<SpanNode>): SpanNode | undefined {
  let best: SpanNode | undefined;
  let bestEnd = -Infinity;
  for (const child of node.children) {
    if (used.has(child) || child.span.startMs >= untilMs) continue;
    const end = Math.min(endOf(child), untilMs);
    if (end > bestEnd) {
      best = child;
      bestEnd = end;
    }
  }
  return best;
}

/**
 * Which span the end of the trace waited for, at each moment, walked from the end backwards: the
 * time of the child that ended last belongs to it, what lies between children to the parent.
 * Making anything outside these stretches faster does not make the trace faster.
 */
export function criticalPath({ tops }: Tree): ReadonlyMap<string, readonly Stretch[]> {
  const stretches = new Map<string, Stretch[]>();
  const add = (node: SpanNode, fromMs: number, toMs: number): void => {
    if (toMs <= fromMs) return;
    const known = stretches.get(node.span.spanId);
    if (known === undefined) stretches.set(node.span.spanId, [{ fromMs, toMs }]);
    else known.unshift({ fromMs, toMs });
  };
  const walk = (node: SpanNode, untilMs: number): void => {
    const used = new Set<SpanNode>();
    let at = untilMs;
    for (;;) {
      const child = lastBefore(node, at, used);
      if (child === undefined) break;
      used.add(child);
      const end = Math.min(endOf(child), at);
      if (end <= node.span.startMs) break;
      add(node, end, at);
      walk(child, end);
      at = Math.min(at, Math.max(child.span.startMs, node.span.startMs));
    }
    add(node, node.span.startMs, at);
  };
  const last = tops.reduce<SpanNode | undefined>(
    (best, { node }) => (best === undefined || endOf(node) > endOf(best) ? node : best),
    undefined,
  );
  if (last !== undefined) walk(last, endOf(last));
  return stretches;
}
