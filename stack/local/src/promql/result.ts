import type { Labels } from '../model/index.ts';

/** One sample of an instant vector. */
export interface VectorSample {
  readonly labels: Labels;
  readonly timeMs: number;
  readonly value: number;
}

/** Samples of one series in ascending order of time. */
export interface MatrixSeries {
  readonly labels: Labels;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** Remarks, each with its place in the query. */
export interface Notes {
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

export type QueryResult = Notes &
  (
    | {
        readonly type: 'scalar';
        readonly value: { readonly timeMs: number; readonly value: number };
      }
    | {
        readonly type: 'string';
        readonly value: { readonly timeMs: number; readonly value: string };
      }
    | { readonly type: 'vector'; readonly value: readonly VectorSample[] }
    | { readonly type: 'matrix'; readonly value: readonly MatrixSeries[] }
  );

/** A result without its notes. */
export type Value = QueryResult extends infer Result
  ? Result extends Notes
    ? Omit<Result, keyof Notes>
    : never
  : never;
