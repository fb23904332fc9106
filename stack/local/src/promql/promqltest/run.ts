import { PromqlEngine, type PromqlOptions } from '../engine.ts';
import { PromqlError } from '../errors.ts';
import type { QueryResult } from '../result.ts';
import { fits, problemOf } from './compare.ts';
import { parseScript } from './parse.ts';
import { SampleTable, type Sample } from './source.ts';
import type { Eval, Load, Statement } from './statement.ts';

export interface PromqltestFailure {
  /** From 1. */
  readonly line: number;
  readonly statement: string;
  readonly got: string;
  readonly wanted: string;
}

export interface PromqltestReport {
  readonly file: string;
  /** Statements that hold: every eval, and every load that could not be carried out. */
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly PromqltestFailure[];
}

const MINUTE_MS = 60_000;

class Run {
  readonly #source = new SampleTable();
  readonly #engine: PromqlEngine;

  constructor(options: PromqlOptions) {
    this.#engine = new PromqlEngine(this.#source, options);
  }

  /** What is wrong with a statement; undefined when it holds. */
  check(statement: Statement): string | undefined {
    switch (statement.kind) {
      case 'clear':
        this.#source.clear();
        return undefined;
      case 'load':
        return this.#load(statement);
      case 'eval':
        return this.#eval(statement);
      case 'broken':
        return statement.problem;
      default:
        return statement;
    }
  }

  /** Loads what can be loaded, also when another part of it cannot. */
  #load({ series, gapMs, refused }: Load): string | undefined {
    for (const { labels, values } of series) {
      const samples: Sample[] = [];
      for (const [index, value] of values.entries()) {
        if (value === undefined || 'native' in value) continue;
        samples.push({ timeMs: index * gapMs, ...value });
      }
      this.#source.add(labels, samples);
    }
    return refused;
  }

  #query({ query, isRange, times }: Eval): QueryResult {
    return isRange
      ? this.#engine.range(query, times.startMs, times.endMs, times.stepMs)
      : this.#engine.instant(query, times.startMs);
  }

  #eval(statement: Eval): string | undefined {
    const failures = statement.expectations.filter(({ kind }) => kind === 'fail');
    let result: QueryResult;
    try {
      result = this.#query(evaluatedAt(statement));
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error;
      const isWanted = failures.length > 0 && failures.every((one) => fits(one, error.message));
      return isWanted ? undefined : `error: ${error.message}`;
    }
    if (failures.length > 0) return 'no error';
    return problemOf(result, statement) ?? this.#inRange(statement, result);
  }

  /** An instant query has to give the same in the middle of a range query. */
  #inRange(statement: Eval, instant: QueryResult): string | undefined {
    const isOrdered = statement.expectations.some(({ kind }) => kind === 'ordered');
    const isPlain = instant.type === 'vector' || instant.type === 'scalar';
    const dependsOnRange = /@\s*(?:start|end)\s*\(/.test(statement.query);
    if (statement.isRange || isOrdered || !isPlain || dependsOnRange) return undefined;
    const { startMs: timeMs } = statement.times;
    const from = timeMs - MINUTE_MS;
    const wide = this.#engine.range(statement.query, from, timeMs + MINUTE_MS, MINUTE_MS);
    if (wide.type !== 'matrix') return undefined;
    const middle = wide.value.flatMap(({ labels, timesMs, values }) => {
      const index = timesMs.indexOf(timeMs);
      return index < 0 ? [] : [{ labels, timeMs, value: values[index] ?? NaN }];
    });
    const [first] = middle;
    const notes = { warnings: instant.warnings, infos: instant.infos };
    const value = { timeMs, value: first?.value ?? NaN };
    const asInstant: QueryResult =
      instant.type === 'scalar'
        ? { type: 'scalar', value, ...notes }
        : { type: 'vector', value: middle, ...notes };
    const problem = problemOf(asInstant, statement);
    return problem === undefined ? undefined : `in a range query: ${problem}`;
  }
}

/** With `expect range vector`, a query is evaluated where the wanted values end. */
function evaluatedAt(statement: Eval): Eval {
  const { rangeVector } = statement.wanted;
  if (rangeVector === undefined) return statement;
  return { ...statement, times: { ...statement.times, startMs: rangeVector.endMs } };
}

/**
 * Runs a script of test cases in the format of Prometheus' promqltest, from an empty store. Never
 * throws for what stands in the script: that is a failure in the report.
 */
export function runPromqltest(
  file: string,
  script: string,
  options: PromqlOptions = {},
): PromqltestReport {
  const run = new Run(options);
  const failures: PromqltestFailure[] = [];
  let passed = 0;
  for (const statement of parseScript(script)) {
    const got = run.check(statement);
    if (got === undefined && statement.kind === 'eval') passed += 1;
    if (got === undefined) continue;
    const wanted = statement.kind === 'eval' ? statement.wantedText : 'a statement that works';
    failures.push({ line: statement.line, statement: statement.text, got, wanted });
  }
  return { file, passed, failed: failures.length, failures };
}
