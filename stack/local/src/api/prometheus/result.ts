import { formatValue, type QueryResult } from '../../promql/index.ts';

type Point = readonly [seconds: number, value: string];

/** A result in the shape of Prometheus' HTTP API. */
export function resultData(result: QueryResult): { resultType: string; result: unknown } {
  switch (result.type) {
    case 'scalar':
      return { resultType: 'scalar', result: point(result.value.timeMs, result.value.value) };
    case 'string':
      return { resultType: 'string', result: [result.value.timeMs / 1000, result.value.value] };
    case 'vector':
      return {
        resultType: 'vector',
        result: result.value.map(({ labels, timeMs, value }) => ({
          metric: labels,
          value: point(timeMs, value),
        })),
      };
    default:
      return {
        resultType: 'matrix',
        result: result.value.map(({ labels, timesMs, values }) => ({
          metric: labels,
          values: Array.from(timesMs, (timeMs, at) => point(timeMs, values[at] as number)),
        })),
      };
  }
}

function point(timeMs: number, value: number): Point {
  return [timeMs / 1000, formatValue(value)];
}
