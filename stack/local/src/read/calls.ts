import type { SpanRow, SpanStore, TimeRange } from '../model/index.ts';
import type { WireEdge, WireNode } from '../wire/index.ts';
import { ScanBudget } from './budget.ts';
import { RedCounter } from './red.ts';

type EdgeKind = WireEdge['kind'];
type NodeKind = WireNode['kind'];

interface Call {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly target: NodeKind;
  readonly counter: RedCounter;
}

/** Who called whom in a range, and what each service served. */
export interface Calls {
  readonly edges: readonly Call[];
  readonly served: ReadonlyMap<string, RedCounter>;
  /** The stretch that the kept spans cover: what is counted is divided by it. */
  readonly stretchMs: number;
  readonly partial: boolean;
}

/** Separates the parts of a key; no name contains it. */
const BETWEEN = '\u0000';

/**
 * Joins the spans of callers with those of the called: a server span names its caller's span as
 * parent. Where the other side sends no spans, its name is what the caller's attributes say.
 */
export function readCalls(store: SpanStore, range: TimeRange): Calls {
  const budget = new ScanBudget();
  const served = new Map<string, RedCounter>();
  const calleeOf = new Map<string, string>();
  store.scan(range, (row) => {
    if (!budget.left()) return false;
    if (row.kind !== 'server' && row.kind !== 'consumer') return true;
    counterOf(served, row.service).add(row.durationMs, row.status === 'error');
    const parent = row.parentSpanId;
    if (parent !== '') calleeOf.set(parent, row.service);
    return true;
  });
  const edges = new Map<string, Call>();
  const second = new ScanBudget();
  store.scan(range, (row) => {
    if (!second.left()) return false;
    if (row.kind !== 'client' && row.kind !== 'producer') return true;
    const callee = calleeOf.get(row.spanId);
    const to = callee ?? row.peer;
    if (to === '') return true;
    const key = `${row.service}${BETWEEN}${to}${BETWEEN}${callee === undefined ? row.kind : ''}`;
    let edge = edges.get(key);
    if (edge === undefined) {
      edge = { from: row.service, to, ...kindsOf(row, callee), counter: new RedCounter() };
      edges.set(key, edge);
    }
    edge.counter.add(row.durationMs, row.status === 'error');
    return true;
  });
  const { oldestMs = range.fromMs, evicted } = store.kept();
  // Before the oldest span nothing is known, which is not the same as no calls.
  const from = Math.max(range.fromMs, oldestMs);
  return {
    edges: [...edges.values()],
    served,
    stretchMs: Math.max(1, Math.min(range.toMs, Date.now()) - from),
    partial: budget.spent || second.spent || (evicted > 0 && from > range.fromMs),
  };
}

function counterOf(counters: Map<string, RedCounter>, name: string): RedCounter {
  let counter = counters.get(name);
  if (counter === undefined) {
    counter = new RedCounter();
    counters.set(name, counter);
  }
  return counter;
}

/** What kind of call it is, read off the first of its spans. */
function kindsOf(row: SpanRow, callee: string | undefined): { kind: EdgeKind; target: NodeKind } {
  const { attributes } = row.span();
  const has = (...names: string[]) => names.some((name) => attributes[name] !== undefined);
  if (has('messaging.system')) {
    return { kind: 'messaging', target: callee === undefined ? 'queue' : 'service' };
  }
  if (has('db.system.name', 'db.system')) return { kind: 'database', target: 'database' };
  const target = callee === undefined ? 'external' : 'service';
  if (has('rpc.system', 'rpc.system.name')) return { kind: 'rpc', target };
  return { kind: has('http.request.method', 'http.method') ? 'http' : 'other', target };
}

export function wireEdge({ from, to, kind, counter }: Call, stretchMs: number): WireEdge {
  return { from, to, kind, ...counter.over(stretchMs) };
}
