import type { Labels } from '../../src/model/index.ts';

/** A query of the comparison; times in milliseconds since 1970. */
export type TimedQuery =
  | { readonly query: string; readonly timeMs: number }
  | {
      readonly query: string;
      readonly startMs: number;
      readonly endMs: number;
      readonly stepMs: number;
    };

type Point = readonly [seconds: number, value: string];

interface ApiSeries {
  readonly metric: Labels;
  readonly value?: Point;
  readonly values?: readonly Point[];
}

interface ApiAnswer {
  readonly status: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
  readonly data?: {
    readonly resultType: string;
    readonly result: readonly ApiSeries[] | Point;
  };
}

/** An answer in the one form in which both sides are compared. */
export interface Answer {
  readonly error?: string;
  readonly type?: string;
  readonly series: readonly AnswerSeries[];
  readonly notes: readonly string[];
}

export interface AnswerSeries {
  readonly labels: Labels;
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  /** Of a string. */
  readonly text?: string;
}

function numberOf(text: string): number {
  if (text === '+Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}

function seriesOf(points: readonly Point[], labels: Labels): AnswerSeries {
  return {
    labels,
    timesMs: points.map(([seconds]) => Math.round(seconds * 1000)),
    values: points.map(([, value]) => numberOf(value)),
  };
}

function answerOf(answer: ApiAnswer): Answer {
  if (answer.data === undefined) return { error: answer.error ?? '', series: [], notes: [] };
  const { resultType, result } = answer.data;
  const notes = [...(answer.warnings ?? []), ...(answer.infos ?? [])].sort();
  if (resultType === 'string' || resultType === 'scalar') {
    const point = result as Point;
    const series = { ...seriesOf([point], {}), text: resultType === 'string' ? point[1] : '' };
    return { type: resultType, series: [series], notes };
  }
  const series = (result as readonly ApiSeries[]).map(({ metric, value, values }) =>
    seriesOf(values ?? (value === undefined ? [] : [value]), metric),
  );
  return { type: resultType, series, notes };
}

/** Asks the HTTP API of a Prometheus. */
export async function askPrometheus(url: string, asked: TimedQuery): Promise<Answer> {
  const isInstant = 'timeMs' in asked;
  const times: Record<string, string> = isInstant
    ? { time: String(asked.timeMs / 1000) }
    : {
        start: String(asked.startMs / 1000),
        end: String(asked.endMs / 1000),
        step: String(asked.stepMs / 1000),
      };
  const response = await fetch(`${url}/api/v1/${isInstant ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams({ query: asked.query, ...times }),
  });
  return answerOf((await response.json()) as ApiAnswer);
}
