import type { Labels, SampleSource } from '../model/index.ts';
import { executionError, PromqlError, SAME_LABELSET } from './errors.ts';
import { Annotations } from './eval/annotations.ts';
import { Budget } from './eval/budget.ts';
import type { Context } from './eval/context.ts';
import { Evaluator } from './eval/evaluate.ts';
import { gridOf } from './eval/grid.ts';
import { rangeSamples } from './eval/range-call.ts';
import { filled, merged, timeAt, type Grid, type Row } from './eval/row.ts';
import { unwrapped } from './parse/ast.ts';
import { typeName, typeOf } from './parse/check.ts';
import { parsePromql } from './parse/entry.ts';
import type { MatrixSeries, QueryResult, Value, VectorSample } from './result.ts';
import { compareLabels, keyOf, withoutName } from './value/labels.ts';

export interface PromqlOptions {
  /** How long a sample counts when no newer one follows, in milliseconds. Default 5 minutes. */
  readonly lookbackMs?: number;
  /** Step of subqueries that name none, in milliseconds. Default 1 minute. */
  readonly subqueryStepMs?: number;
  /** Samples that one query may load and make. Default 50 million. */
  readonly samplesMax?: number;
  /** How long one query may take, in milliseconds. Default 2 minutes. */
  readonly timeoutMs?: number;
  /**
   * Prometheus' feature `promql-delayed-name-removal`: names go away at the end of the evaluation.
   * Default false.
   */
  readonly delayedNameRemoval?: boolean;
}

/** Limits of one query; they replace those of the engine. */
export interface QueryLimits {
  readonly timeoutMs?: number;
  /** Looked at when the evaluation begins, and whenever the clock is. */
  readonly signal?: AbortSignal;
}

/**
 * Evaluates PromQL with the semantics of Prometheus 3 over float samples.
 *
 * Evaluation is synchronous: it does not yield, and instead looks at the clock every 100,000
 * samples, so that no query holds the process longer than its time limit.
 */
export class PromqlEngine {
  readonly #source: SampleSource;
  readonly #options: Required<PromqlOptions>;

  constructor(source: SampleSource, options: PromqlOptions = {}) {
    this.#source = source;
    this.#options = {
      lookbackMs: options.lookbackMs ?? 300_000,
      subqueryStepMs: options.subqueryStepMs ?? 60_000,
      samplesMax: options.samplesMax ?? 50_000_000,
      timeoutMs: options.timeoutMs ?? 120_000,
      delayedNameRemoval: options.delayedNameRemoval ?? false,
    };
  }

  /** The value of a query at one point in time (milliseconds since 1970). Throws `PromqlError`. */
  instant(query: string, timeMs: number, limits: QueryLimits = {}): QueryResult {
    const expr = parsePromql(query);
    const startMs = Math.trunc(timeMs);
    const grid = { startMs, stepMs: 1, steps: 1, endMs: startMs };
    return this.#run(query, grid, limits, (evaluator) => {
      const inner = unwrapped(expr);
      if (inner.kind === 'string') {
        return { type: 'string', value: { timeMs: grid.startMs, value: inner.value } };
      }
      if (inner.kind === 'matrix' || inner.kind === 'subquery') {
        const series = rangeSamples(evaluator, inner, grid).map(({ dropName, ...one }) =>
          dropName && this.#options.delayedNameRemoval
            ? { ...one, labels: withoutName(one.labels) }
            : one,
        );
        return { type: 'matrix', value: series.sort(byLabels) };
      }
      if (typeOf(expr) === 'scalar') {
        const [value = NaN] = evaluator.scalar(expr, grid);
        return { type: 'scalar', value: { timeMs: grid.startMs, value } };
      }
      return { type: 'vector', value: this.#samples(evaluator.vector(expr, grid), grid) };
    });
  }

  /**
   * The value of a query at `startMs`, `startMs + stepMs`, ... up to `endMs`; at most 11,000
   * points. Throws `PromqlError`.
   */
  range(
    query: string,
    startMs: number,
    endMs: number,
    stepMs: number,
    limits: QueryLimits = {},
  ): QueryResult {
    const expr = parsePromql(query);
    const type = typeOf(expr);
    if (type !== 'vector' && type !== 'scalar') {
      throw new PromqlError(
        'bad_data',
        `invalid expression type "${typeName(type)}" for range query, ` +
          'must be Scalar or instant Vector',
      );
    }
    const grid = gridOf(startMs, endMs, stepMs);
    const evaluated = (evaluator: Evaluator): Value => {
      if (type === 'scalar') {
        const values = evaluator.scalar(expr, grid);
        const timesMs = values.map((_, step) => timeAt(grid, step));
        return { type: 'matrix', value: [{ labels: {}, timesMs, values }] };
      }
      const rows = this.#finished(evaluator.vector(expr, grid));
      return { type: 'matrix', value: rows.map((row) => seriesOf(row, grid)).sort(byLabels) };
    };
    return this.#run(query, grid, limits, evaluated);
  }

  #run(
    query: string,
    grid: Grid,
    { timeoutMs = this.#options.timeoutMs, signal }: QueryLimits,
    evaluated: (evaluator: Evaluator) => Value,
  ): QueryResult {
    const { samplesMax, lookbackMs, subqueryStepMs, delayedNameRemoval } = this.#options;
    const context: Context = {
      source: this.#source,
      lookbackMs,
      subqueryStepMs,
      delayedNames: delayedNameRemoval,
      queryStartMs: grid.startMs,
      queryEndMs: grid.endMs,
      notes: new Annotations(),
      budget: new Budget(samplesMax, timeoutMs, signal),
    };
    const value = evaluated(new Evaluator(context));
    const warnings = context.notes.texts('warning', query);
    return { ...value, warnings, infos: context.notes.texts('info', query) };
  }

  /** Takes away the names that were left for the end. */
  #finished(rows: readonly Row[]): Row[] {
    const named = rows.map((row) =>
      row.dropName && this.#options.delayedNameRemoval
        ? { ...row, labels: withoutName(row.labels) }
        : row,
    );
    return filled(merged(named));
  }

  #samples(rows: readonly Row[], grid: Grid): VectorSample[] {
    const timeMs = grid.startMs;
    const samples = this.#finished(rows).map(({ labels, values }) => ({
      labels,
      timeMs,
      value: values[0] ?? NaN,
    }));
    if (new Set(samples.map(({ labels }) => keyOf(labels))).size < samples.length) {
      throw executionError(SAME_LABELSET);
    }
    return samples;
  }
}

function byLabels(a: { labels: Labels }, b: { labels: Labels }): number {
  return compareLabels(a.labels, b.labels);
}

function seriesOf({ labels, values, present }: Row, grid: Grid): MatrixSeries {
  const isPresent = (_value: number, step: number): boolean => present[step] === 1;
  const timesMs = values.map((_, step) => timeAt(grid, step));
  return { labels, timesMs: timesMs.filter(isPresent), values: values.filter(isPresent) };
}
