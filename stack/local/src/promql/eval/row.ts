import type { Labels } from '../../model/index.ts';
import { executionError, SAME_LABELSET } from '../errors.ts';
import { keyOf } from '../value/labels.ts';

/** The points in time at which an expression is evaluated. */
export interface Grid {
  readonly startMs: number;
  /** At least 1. */
  readonly stepMs: number;
  readonly steps: number;
  /** Where the range ends; the last point may lie before it. */
  readonly endMs: number;
}

export function timeAt(grid: Grid, step: number): number {
  return grid.startMs + step * grid.stepMs;
}

/** One series of an instant vector, over all points of the grid. */
export interface Row {
  readonly labels: Labels;
  /** Take the name away at the end; only used when that is delayed. */
  readonly dropName: boolean;
  readonly values: Float64Array;
  /** 1 where there is a sample. */
  readonly present: Uint8Array;
}

export function newRow(labels: Labels, steps: number, dropName = false): Row {
  return {
    labels,
    dropName,
    values: new Float64Array(steps),
    present: new Uint8Array(steps),
  };
}

export function isEmpty(row: Row): boolean {
  return !row.present.includes(1);
}

/** The rows that have a sample anywhere. */
export function filled(rows: readonly Row[]): Row[] {
  return rows.filter((row) => !isEmpty(row));
}

function absorb(into: Row, row: Row): void {
  for (let step = 0; step < row.present.length; step += 1) {
    if (row.present[step] !== 1) continue;
    if (into.present[step] === 1) throw executionError(SAME_LABELSET);
    into.present[step] = 1;
    into.values[step] = row.values[step] as number;
  }
}

/**
 * Joins rows that have become equal by their labels. Throws when two of them have a sample at the
 * same point in time.
 */
export function merged(rows: readonly Row[]): Row[] {
  if (rows.length < 2) return [...rows];
  const byKey = new Map<string, Row>();
  const owned = new Set<Row>();
  for (const row of rows) {
    const key = keyOf(row.labels);
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, row);
      continue;
    }
    let into = known;
    if (!owned.has(known)) {
      into = { ...known, values: known.values.slice(), present: known.present.slice() };
      owned.add(into);
      byKey.set(key, into);
    }
    absorb(into, row);
  }
  return [...byKey.values()];
}

/** Throws when two rows have the same labels, wherever their samples are. */
export function refuseSameLabels(rows: readonly Row[]): void {
  const seen = new Set<string>();
  for (const { labels } of rows) seen.add(keyOf(labels));
  if (seen.size < rows.length) throw executionError(SAME_LABELSET);
}

/** A row of a single point, repeated over the whole grid. */
export function spread(row: Row, steps: number): Row {
  const values = new Float64Array(steps).fill(row.values[0] ?? 0);
  return { ...row, values, present: new Uint8Array(steps).fill(row.present[0] ?? 0) };
}
