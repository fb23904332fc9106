/** The samples of one series that a function over a range sees at one point in time. */
export interface Window {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** Index of the first sample; there is at least one. */
  readonly from: number;
  /** Index behind the last sample. */
  readonly to: number;
  /** The window: from here, excluded, ... */
  readonly startMs: number;
  /** ... to here, included. */
  readonly endMs: number;
  /** The point in time that is evaluated. */
  readonly evaluationMs: number;
  /** Values of the other arguments, in order. */
  readonly args: readonly number[];
}

/** Undefined when the window has no result. */
export type RangeFunction = (window: Window) => number | undefined;
