/** Names and who calls whom; everything else is drawn on top. */
export interface Graph {
  readonly nodes: readonly string[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export interface Place {
  /** Column from the left. */
  readonly layer: number;
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly width: number;
  readonly height: number;
}

export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 48;
const GAP_X = 150;
const GAP_Y = 30;
const EDGE_PX = 16;
const SWEEPS = 6;

type Neighbours = ReadonlyMap<string, readonly string[]>;

function neighbours(graph: Graph, from: 'from' | 'to', to: 'from' | 'to'): Neighbours {
  const map = new Map<string, string[]>(graph.nodes.map((node) => [node, []]));
  for (const edge of graph.edges) {
    if (edge.from !== edge.to) map.get(edge[from])?.push(edge[to]);
  }
  return map;
}

/**
 * Column of each node: one right of the rightmost caller. Calls that close a circle are left out of
 * this, found by walking in depth from those whom nobody calls.
 */
export function layersOf(graph: Graph): ReadonlyMap<string, number> {
  const calls = neighbours(graph, 'from', 'to');
  const callers = neighbours(graph, 'to', 'from');
  const layers = new Map<string, number>();
  const open = new Set<string>();
  const visit = (node: string, layer: number): void => {
    if (open.has(node) || (layers.get(node) ?? -1) >= layer) return;
    layers.set(node, layer);
    open.add(node);
    for (const next of calls.get(node) ?? []) visit(next, layer + 1);
    open.delete(node);
  };
  const sorted = graph.nodes.toSorted((a, b) => a.localeCompare(b));
  for (const node of sorted) if (callers.get(node)?.length === 0) visit(node, 0);
  for (const node of sorted) if (!layers.has(node)) visit(node, 0);
  return layers;
}

/** The middle of where its neighbours stand; nodes without any keep their place. */
function middle(names: readonly string[], order: ReadonlyMap<string, number>, own: number): number {
  const places = names.flatMap((name) => order.get(name) ?? []);
  return places.length === 0 ? own : places.reduce((sum, at) => sum + at, 0) / places.length;
}

/** Orders each column so that lines cross little: by the middle of the neighbours, both ways. */
function ordered(graph: Graph, layers: ReadonlyMap<string, number>): string[][] {
  const count = Math.max(0, ...layers.values()) + 1;
  const columns = Array.from({ length: count }, (_, layer) =>
    graph.nodes.filter((node) => layers.get(node) === layer).sort((a, b) => a.localeCompare(b)),
  );
  const callers = neighbours(graph, 'to', 'from');
  const calls = neighbours(graph, 'from', 'to');
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const rightwards = sweep % 2 === 0;
    const beside = rightwards ? callers : calls;
    const order = new Map<string, number>();
    for (const column of columns) column.forEach((node, at) => order.set(node, at));
    for (const column of rightwards ? columns : columns.toReversed()) {
      const weight = new Map(
        column.map((node, at) => [node, middle(beside.get(node) ?? [], order, at)]),
      );
      column.sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0) || a.localeCompare(b));
      column.forEach((node, at) => order.set(node, at));
    }
  }
  return columns;
}

/** Left to right in columns, each centred. */
export function layoutOf(graph: Graph): Layout {
  const columns = ordered(graph, layersOf(graph));
  const tallest = Math.max(1, ...columns.map(({ length }) => length));
  const height = tallest * (NODE_HEIGHT + GAP_Y) - GAP_Y + 2 * EDGE_PX;
  const places = new Map<string, Place>();
  for (const [layer, column] of columns.entries()) {
    const size = column.length * (NODE_HEIGHT + GAP_Y) - GAP_Y;
    for (const [at, node] of column.entries()) {
      const x = EDGE_PX + layer * (NODE_WIDTH + GAP_X);
      places.set(node, { layer, x, y: (height - size) / 2 + at * (NODE_HEIGHT + GAP_Y) });
    }
  }
  const width = 2 * EDGE_PX + columns.length * (NODE_WIDTH + GAP_X) - GAP_X;
  return { places, width, height };
}

export interface Curve {
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
}

/** From the right side of the caller to the left side of the called; backwards below both. */
export function curve(from: Place, to: Place): Curve {
  const [x1, y1] = [from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2];
  const [x2, y2] = [to.x, to.y + NODE_HEIGHT / 2];
  if (to.layer > from.layer) {
    const bend = Math.max(40, (x2 - x1) / 2);
    const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
    return { path, labelX: x2 - GAP_X / 2, labelY: middleY(y1, y2, x2 - x1) };
  }
  const low = Math.max(y1, y2) + NODE_HEIGHT;
  const path = `M${x1} ${y1}C${x1 + 60} ${low} ${x2 - 60} ${low} ${x2} ${y2}`;
  return { path, labelX: (x1 + x2) / 2, labelY: low - 10 };
}

/** Height of the curve where its label stands, half a gap left of the called. */
function middleY(y1: number, y2: number, width: number): number {
  const share = Math.max(0, Math.min(1, 1 - GAP_X / 2 / width));
  const eased = share * share * (3 - 2 * share);
  return y1 + (y2 - y1) * eased;
}
