import type { PromqlEngine } from '../promql/index.ts';
import type { Metrics } from '../read/index.ts';

/** PromQL for the reading side; no question of a page takes longer than this. */
const TIMEOUT_MS = 5000;

export function metricsOf(engine: PromqlEngine): Metrics {
  return {
    vector(query, timeMs) {
      const result = engine.instant(query, timeMs, { timeoutMs: TIMEOUT_MS });
      return result.type === 'vector' ? result.value : [];
    },
    matrix(query, startMs, endMs, stepMs) {
      const result = engine.range(query, startMs, endMs, stepMs, { timeoutMs: TIMEOUT_MS });
      return result.type === 'matrix' ? result.value : [];
    },
  };
}
