/** A line of a chart. */
export interface Line {
  readonly label: string;
  /** Name of a colour token, like `--hue-3`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  /** Colour alone tells nothing to some readers: lines also differ in their dashes. */
  readonly dash?: readonly number[];
  readonly fill?: boolean;
  /** Links of the legend. */
  readonly link?: string;
}

/** A point that leads to a trace. */
export interface Mark {
  readonly timeMs: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  /** What the tooltip says besides time and value. */
  readonly note: string;
}

export interface ChartData {
  /** Milliseconds since 1970, ascending. */
  readonly timesMs: readonly number[];
  readonly lines: readonly Line[];
}

const THIN_COLUMNS = 30;
const THIN_ROWS = 10;

/** One mark for each place where several would cover each other: the one of the highest value. */
export function thinned(marks: readonly Mark[], fromMs: number, toMs: number): readonly Mark[] {
  const max = marks.reduce((most, { value }) => Math.max(most, value), 0);
  const cells = new Map<string, Mark>();
  for (const mark of marks) {
    if (mark.timeMs < fromMs || mark.timeMs > toMs) continue;
    const column = Math.floor(((mark.timeMs - fromMs) / (toMs - fromMs)) * THIN_COLUMNS);
    const cell = `${column} ${Math.floor((mark.value / (max || 1)) * THIN_ROWS)}`;
    const known = cells.get(cell);
    if (known === undefined || known.value < mark.value) cells.set(cell, mark);
  }
  return [...cells.values()];
}

/** The mark nearest to a place, in pixels, within `reachPx`. */
export function nearestMark(
  marks: readonly { readonly x: number; readonly y: number; readonly mark: Mark }[],
  x: number,
  y: number,
  reachPx = 9,
): Mark | undefined {
  let best: Mark | undefined;
  let bestDistance = reachPx;
  for (const one of marks) {
    const distance = Math.hypot(one.x - x, one.y - y);
    if (distance > bestDistance) continue;
    best = one.mark;
    bestDistance = distance;
  }
  return best;
}

/** Index of the time that is nearest to `timeMs`. */
export function nearestIndex(timesMs: readonly number[], timeMs: number): number {
  let low = 0;
  let high = timesMs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  const before = timesMs[low - 1];
  const here = timesMs[low];
  if (before === undefined || here === undefined) return low;
  return timeMs - before < here - timeMs ? low - 1 : low;
}
