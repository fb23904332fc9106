/** A place in the code, as V8 numbers it: lines and columns from 0. */
export interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Innermost frame first, with one value per sort of value. */
export interface Stack {
  readonly frames: readonly Frame[];
  readonly values: readonly number[];
}

export interface Stacks {
  /** Name and unit of each value. */
  readonly types: readonly (readonly [type: string, unit: string])[];
  /** Time or bytes between two samples, in the unit of the last type. */
  readonly period: number;
  readonly stacks: readonly Stack[];
}

export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: Frame;
    readonly children?: readonly number[];
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

export interface HeapNode {
  readonly callFrame: Frame;
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

const NANOSECONDS_PER_US = 1000;
/** Time in which nothing ran is no time of the CPU. */
const NOT_RUNNING = new Set(['(idle)', '(program)']);

/** Samples of V8's CPU profiler, added up by stack. */
export function cpuStacks({ nodes, samples = [], timeDeltas = [] }: CpuProfile): Stacks {
  const parents = new Map<number, number>();
  const frames = new Map<number, Frame>();
  for (const { id, callFrame, children = [] } of nodes) {
    frames.set(id, callFrame);
    for (const child of children) parents.set(child, id);
  }
  const sums = new Map<number, { count: number; us: number }>();
  for (const [index, id] of samples.entries()) {
    const sum = sums.get(id) ?? { count: 0, us: 0 };
    sum.count += 1;
    // A delta can be negative when the profiler's thread was late.
    sum.us += Math.max(0, timeDeltas[index] ?? 0);
    sums.set(id, sum);
  }
  const stacks = [...sums].flatMap(([id, { count, us }]) => {
    if (NOT_RUNNING.has(frames.get(id)?.functionName ?? '')) return [];
    return [{ frames: path(id, parents, frames), values: [count, us * NANOSECONDS_PER_US] }];
  });
  const totalUs = stacks.reduce((sum, { values }) => sum + (values[1] ?? 0), 0);
  const count = stacks.reduce((sum, { values }) => sum + (values[0] ?? 0), 0);
  return {
    types: [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
    period: count === 0 ? 0 : Math.round(totalUs / count),
    stacks,
  };
}

function path(
  from: number,
  parents: ReadonlyMap<number, number>,
  frames: ReadonlyMap<number, Frame>,
): Frame[] {
  const found: Frame[] = [];
  for (let id: number | undefined = from; id !== undefined; id = parents.get(id)) {
    const frame = frames.get(id);
    if (frame !== undefined && frame.functionName !== '(root)') found.push(frame);
  }
  return found;
}

/** The tree of V8's heap profiler as stacks. Walked without recursion: trees are deep. */
export function heapStacks(root: HeapNode, prefix: 'inuse' | 'alloc'): Stacks {
  const stacks: Stack[] = [];
  const open: { node: HeapNode; above: readonly Frame[] }[] = [{ node: root, above: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, above } = next;
    const isRoot = node.callFrame.functionName === '(root)';
    const frames = isRoot ? above : [node.callFrame, ...above];
    if (node.selfSize > 0) stacks.push({ frames, values: [node.selfSize] });
    for (const child of node.children) open.push({ node: child, above: frames });
  }
  return { types: [[`${prefix}_space`, 'bytes']], period: 0, stacks };
}
