import type { SpanStore, TimeRange } from '../model/index.ts';
import type { WireService } from '../wire/index.ts';
import { ScanBudget } from './budget.ts';

export type Sparkline = WireService['sparkline'];

/** Requests and failed requests per second by service, counted from spans. */
export function spanSparklines(
  store: SpanStore,
  range: TimeRange,
  points: number,
): Map<string, Sparkline> {
  const stepMs = Math.max(1, (range.toMs - range.fromMs) / points);
  const lines = new Map<string, { stepMs: number; rate: number[]; errors: number[] }>();
  const budget = new ScanBudget();
  const share = 1000 / stepMs;
  store.scan(range, (row) => {
    if (!budget.left()) return false;
    if (row.kind !== 'server' && row.kind !== 'consumer') return true;
    const line = lines.get(row.service) ?? {
      stepMs,
      rate: Array.from({ length: points }, () => 0),
      errors: Array.from({ length: points }, () => 0),
    };
    lines.set(row.service, line);
    const at = Math.min(points - 1, Math.floor((row.startMs - range.fromMs) / stepMs));
    line.rate[at] = (line.rate[at] as number) + share;
    if (row.status === 'error') line.errors[at] = (line.errors[at] as number) + share;
    return true;
  });
  return lines;
}
