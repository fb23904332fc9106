import type { Labels } from '../../model/index.ts';

/** One series: where its chunks are, and its head. */
export interface StoredSeries {
  readonly ref: number;
  /** What its labels are found by. */
  readonly key: string;
  readonly labels: Labels;
  /** Positions of its sealed chunks in the ring, oldest first. */
  readonly chunks: number[];
  /** Its slot in the heads, and how many samples stand there. */
  readonly head: number;
  headCount: number;
  /** Time of the newest sample. */
  lastMs: number;
}
