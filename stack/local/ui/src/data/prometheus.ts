/** What Prometheus' HTTP API answers with, as far as the page reads it. */
export interface PromAnswer<T> {
  readonly status: 'success' | 'error';
  readonly data: T;
  readonly error?: string;
}

export type PromLabels = Readonly<Record<string, string>>;
export type PromPoint = readonly [seconds: number, value: string];

export interface PromMatrix {
  readonly resultType: 'matrix';
  readonly result: readonly {
    readonly metric: PromLabels;
    readonly values: readonly PromPoint[];
  }[];
}

export interface PromVector {
  readonly resultType: 'vector';
  readonly result: readonly { readonly metric: PromLabels; readonly value: PromPoint }[];
}

export interface PromScalar {
  readonly resultType: 'scalar' | 'string';
  readonly result: PromPoint;
}

export type PromResult = PromMatrix | PromVector | PromScalar;

export type PromExemplars = readonly {
  readonly seriesLabels: PromLabels;
  readonly exemplars: readonly {
    readonly labels: PromLabels;
    readonly value: string;
    readonly timestamp: number;
  }[];
}[];

/** Prometheus writes NaN and infinities as text. */
export function promNumber(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const POINTS = 180;

/** A round step that gives about 180 points. */
export function stepSeconds(fromMs: number, toMs: number): number {
  const wanted = (toMs - fromMs) / 1000 / POINTS;
  return STEPS_S.find((step) => step >= wanted) ?? Math.ceil(wanted);
}

/** Window of a rate: some scrapes, and never less than what lies between two points. */
export function windowSeconds(step: number): number {
  return Math.max(30, step * 2);
}

/** Start and end on whole steps, so that points keep their places while the range moves. */
export function alignedRange(fromMs: number, toMs: number, step: number): [number, number] {
  const start = Math.ceil(fromMs / 1000 / step) * step;
  return [start, Math.max(start, Math.floor(toMs / 1000 / step) * step)];
}
