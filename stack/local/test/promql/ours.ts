import { PromqlError, type PromqlEngine, type QueryResult } from '../../src/promql/index.ts';
import type { Answer, TimedQuery } from './api.ts';

function answerOf(result: QueryResult): Answer {
  const { type } = result;
  const notes = [...result.warnings, ...result.infos].sort();
  switch (result.type) {
    case 'vector': {
      const series = result.value.map(({ labels, timeMs, value }) => ({
        labels,
        timesMs: [timeMs],
        values: [value],
      }));
      return { type, series, notes };
    }
    case 'matrix': {
      const series = result.value.map(({ labels, timesMs, values }) => ({
        labels,
        timesMs: [...timesMs],
        values: [...values],
      }));
      return { type, series, notes };
    }
    case 'scalar': {
      const { timeMs, value } = result.value;
      return { type, series: [{ labels: {}, timesMs: [timeMs], values: [value] }], notes };
    }
    case 'string': {
      const { timeMs, value } = result.value;
      const series = [{ labels: {}, timesMs: [timeMs], values: [NaN], text: value }];
      return { type, series, notes };
    }
    default:
      return result;
  }
}

/** Asks the engine under test. Only errors of its own kind are answers. */
export function askOurs(engine: PromqlEngine, asked: TimedQuery): Answer {
  try {
    return answerOf(
      'timeMs' in asked
        ? engine.instant(asked.query, asked.timeMs)
        : engine.range(asked.query, asked.startMs, asked.endMs, asked.stepMs),
    );
  } catch (error) {
    if (error instanceof PromqlError) return { error: error.message, series: [], notes: [] };
    throw error;
  }
}
