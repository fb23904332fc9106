import type { QueryResult } from '../result.ts';
import { almostEqual } from '../value/almost.ts';
import { formatValue } from '../value/float.ts';
import { formatLabels, keyOf } from '../value/labels.ts';
import { isNative, NATIVE } from './parse.ts';
import type { SeriesLine } from './series.ts';
import type { Eval, Expectation, Times } from './statement.ts';

/** Relative difference that is put down to rounding. */
const TOLERANCE = 1e-6;

function same(a: number, b: number): boolean {
  return almostEqual(a, b, TOLERANCE);
}

/** A result as a script would write it. */
export function showResult(result: QueryResult): string {
  switch (result.type) {
    case 'scalar':
      return formatValue(result.value.value);
    case 'string':
      return JSON.stringify(result.value.value);
    case 'vector':
      return (
        result.value
          .map(({ labels, value }) => `${formatLabels(labels)} ${formatValue(value)}`)
          .join('\n') || '(nothing)'
      );
    case 'matrix':
      return (
        result.value
          .map(({ labels, timesMs, values }) => {
            const points = [...values].map(
              (value, index) => `${formatValue(value)}@${(timesMs[index] ?? 0) / 1000}`,
            );
            return `${formatLabels(labels)} ${points.join(' ')}`;
          })
          .join('\n') || '(nothing)'
      );
    default:
      return result;
  }
}

/** Values by their time, without the places where nothing stands. */
function pointsOf(line: SeriesLine, { startMs, stepMs }: Times): Map<number, number> {
  const points = new Map<number, number>();
  for (const [index, value] of line.values.entries()) {
    if (value !== undefined && 'value' in value) points.set(startMs + index * stepMs, value.value);
  }
  return points;
}

function compareMatrix(result: QueryResult & { type: 'matrix' }, wanted: Eval): boolean {
  const times = wanted.wanted.rangeVector ?? wanted.times;
  const lines = new Map(wanted.wanted.series.map((line) => [keyOf(line.labels), line]));
  if (result.value.length !== lines.size) return false;
  return result.value.every(({ labels, timesMs, values }) => {
    const line = lines.get(keyOf(labels));
    if (line === undefined) return false;
    const points = pointsOf(line, times);
    if (points.size !== timesMs.length) return false;
    return timesMs.every((timeMs, index) => {
      const point = points.get(timeMs);
      return point !== undefined && same(point, values[index] ?? NaN);
    });
  });
}

function firstValue({ values: [first] }: SeriesLine): number | undefined {
  return first !== undefined && 'value' in first ? first.value : undefined;
}

function compareVector(result: QueryResult & { type: 'vector' }, wanted: Eval): boolean {
  const ordered = wanted.expectations.some(({ kind }) => kind === 'ordered');
  const lines = wanted.wanted.series;
  if (result.value.length !== lines.length) return false;
  return result.value.every(({ labels, value }, position) => {
    const key = keyOf(labels);
    const index = lines.findIndex((line) => keyOf(line.labels) === key);
    const line = lines[index];
    if (line === undefined || (ordered && index !== position)) return false;
    const first = firstValue(line);
    return first !== undefined && same(first, value);
  });
}

/** Is the value what the statement wants? */
export function compareValue(result: QueryResult, statement: Eval): boolean {
  const { scalar, string } = statement.wanted;
  switch (result.type) {
    case 'scalar':
      return scalar !== undefined && same(scalar, result.value.value);
    case 'string':
      return string !== undefined && string === result.value.value;
    case 'matrix':
      return scalar === undefined && compareMatrix(result, statement);
    case 'vector':
      return scalar === undefined && compareVector(result, statement);
    default:
      return result;
  }
}

export function fits({ message, pattern }: Expectation, text: string): boolean {
  if (message !== undefined) return message === text;
  return pattern?.test(text) ?? true;
}

function compareNotes(
  texts: readonly string[],
  statement: Eval,
  kind: 'warn' | 'info',
): string | undefined {
  const forbidden = statement.expectations.some((one) => one.kind === `no_${kind}`);
  if (forbidden && texts.length > 0) return `unexpected ${kind}: ${texts.join('; ')}`;
  const expected = statement.expectations.filter((one) => one.kind === kind);
  if (expected.length === 0) return undefined;
  const missing = expected.find((one) => !texts.some((text) => fits(one, text)));
  if (missing !== undefined) return `no ${kind} that fits; got: ${texts.join('; ') || '(none)'}`;
  const surplus = texts.find((text) => !expected.some((one) => fits(one, text)));
  return surplus === undefined ? undefined : `unexpected ${kind}: ${surplus}`;
}

/** What is wrong with a result; undefined when it is as wanted. */
export function problemOf(result: QueryResult, statement: Eval): string | undefined {
  if (statement.wanted.series.some(isNative)) return NATIVE;
  const notes =
    compareNotes(result.warnings, statement, 'warn') ??
    compareNotes(result.infos, statement, 'info');
  if (notes !== undefined) return notes;
  return compareValue(result, statement) ? undefined : showResult(result);
}
