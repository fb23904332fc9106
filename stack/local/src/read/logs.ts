import { atPath, compileFilter, LOG_VIEW, parseFilter } from '../filter/index.ts';
import type { Level, LogRow, LogStore, TimeRange } from '../model/index.ts';
import type { WireFacets, WireLog, WireLogHistogram, WireLogs } from '../wire/index.ts';
import { ScanBudget } from './budget.ts';
import { FacetCounter } from './facets.ts';

/** Fields that are counted by value beside the lines. */
const FACETS = [
  'level',
  'service',
  'error.type',
  'http.response.status_code',
  'http.request.method',
  'event.dataset',
  'event.outcome',
  'log.logger',
] as const;

/** A line as readers get it. */
export function wireLog(row: Pick<LogRow, keyof LogRow>): WireLog {
  const fields = row.fields();
  const message = atPath(fields, 'message') ?? atPath(fields, 'msg') ?? '';
  const spanId = atPath(fields, 'span.id') ?? atPath(fields, 'span_id') ?? '';
  return {
    sequence: row.sequence,
    timeMs: row.timeMs,
    level: row.level,
    service: row.service,
    message: typeof message === 'string' ? message : JSON.stringify(message),
    traceId: row.traceId,
    spanId: typeof spanId === 'string' ? spanId : '',
    fields,
  };
}

/** Lines that pass, newest first, before the line of that sequence. Throws FilterError. */
export function searchLogs(
  store: LogStore,
  range: TimeRange,
  filter: string,
  limit: number,
  before = Infinity,
): WireLogs {
  const passes = compileFilter(parseFilter(filter), LOG_VIEW);
  const budget = new ScanBudget();
  const lines: WireLog[] = [];
  let more = false;
  store.scan(range, (row) => {
    if (!budget.left()) return false;
    if (row.sequence >= before || !passes(row)) return true;
    if (lines.length === limit) {
      more = true;
      return false;
    }
    lines.push(wireLog(row));
    return true;
  });
  const next = more ? (lines.at(-1)?.sequence ?? null) : null;
  return { from: range.fromMs, to: range.toMs, lines, next, partial: budget.spent };
}

/** Lines per level over time. Throws FilterError. */
export function logHistogram(
  store: LogStore,
  range: TimeRange,
  filter: string,
  buckets: number,
): WireLogHistogram {
  const passes = compileFilter(parseFilter(filter), LOG_VIEW);
  const budget = new ScanBudget();
  const stepMs = Math.max(1, (range.toMs - range.fromMs) / buckets);
  const levels: Partial<Record<Level, number[]>> = {};
  let total = 0;
  store.scan(range, (row) => {
    if (!budget.left()) return false;
    if (!passes(row)) return true;
    const counts = (levels[row.level] ??= Array.from({ length: buckets }, () => 0));
    const bucket = Math.min(buckets - 1, Math.floor((row.timeMs - range.fromMs) / stepMs));
    counts[bucket] = (counts[bucket] as number) + 1;
    total++;
    return true;
  });
  return { from: range.fromMs, to: range.toMs, stepMs, levels, total, partial: budget.spent };
}

/** The usual fields by value, over the newest lines that pass. Throws FilterError. */
export function logFacets(store: LogStore, range: TimeRange, filter: string): WireFacets {
  const passes = compileFilter(parseFilter(filter), LOG_VIEW);
  const budget = new ScanBudget();
  const facets = new FacetCounter(FACETS);
  store.scan(range, (row) => {
    if (!budget.left() || facets.full) return false;
    if (passes(row)) facets.count((field) => LOG_VIEW.value(row, field));
    return true;
  });
  const partial = budget.spent || facets.full;
  return { from: range.fromMs, to: range.toMs, facets: facets.top(), partial };
}
