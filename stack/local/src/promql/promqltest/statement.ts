import type { SeriesLine } from './series.ts';

export type ExpectKind = 'fail' | 'warn' | 'info' | 'no_warn' | 'no_info' | 'ordered';

/** What a message has to be; nothing given: any. */
export interface Expectation {
  readonly kind: ExpectKind;
  readonly message?: string | undefined;
  readonly pattern?: RegExp | undefined;
}

interface At {
  /** From 1. */
  readonly line: number;
  /** The first line of it. */
  readonly text: string;
}

export interface Load extends At {
  readonly kind: 'load';
  readonly gapMs: number;
  readonly series: readonly SeriesLine[];
  /** What of it cannot be loaded. */
  readonly refused: string | undefined;
}

export interface Clear extends At {
  readonly kind: 'clear';
}

/** Times in milliseconds. An instant query has `startMs` only. */
export interface Times {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export interface Eval extends At {
  readonly kind: 'eval';
  readonly query: string;
  readonly isRange: boolean;
  readonly times: Times;
  readonly expectations: readonly Expectation[];
  readonly wanted: Wanted;
  /** The lines that say what is wanted. */
  readonly wantedText: string;
}

export interface Wanted {
  readonly scalar: number | undefined;
  readonly string: string | undefined;
  readonly series: readonly SeriesLine[];
  /** For an instant query that gives a range vector: times of its values. */
  readonly rangeVector: Times | undefined;
}

/** A statement that cannot be understood. */
export interface Broken extends At {
  readonly kind: 'broken';
  readonly problem: string;
}

export type Statement = Load | Clear | Eval | Broken;
