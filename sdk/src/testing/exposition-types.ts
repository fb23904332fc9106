export type Labels = Readonly<Record<string, string>>;

/** The text is no exposition, or an assertion on one found nothing or too much. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
}

export type ExpositionType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'summary'
  | 'info'
  | 'stateset'
  | 'gaugehistogram'
  | 'untyped'
  | 'unknown';

export interface ExpositionExemplar {
  readonly labels: Labels;
  readonly value: number;
  readonly timestamp: number | undefined;
}

export interface ExpositionSample {
  /** As written, with `_total`, `_bucket` and the like. */
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  readonly timestamp: number | undefined;
  readonly exemplar: ExpositionExemplar | undefined;
}

export interface ExpositionFamily {
  readonly name: string;
  readonly type: ExpositionType;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  readonly samples: readonly ExpositionSample[];
}

/** Wanted labels; `undefined` means that the label must not be there. Others may be. */
export type LabelMatch = Readonly<Record<string, string | undefined>>;

export interface Exposition {
  readonly openMetrics: boolean;
  readonly families: ReadonlyMap<string, ExpositionFamily>;
  readonly samples: readonly ExpositionSample[];
  /** Every sample of that name whose labels match. */
  readonly find: (name: string, labels?: LabelMatch) => ExpositionSample[];
  /** The value of the only match; throws and lists the candidates when there is none or several. */
  readonly value: (name: string, labels?: LabelMatch) => number;
}
