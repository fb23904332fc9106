import type { Level } from '../model/index.ts';
import type { WireRange } from './common.ts';

// GET /api/logs?q=FILTER&limit=500&before=SEQUENCE  -> newest first
export interface WireLogs extends WireRange {
  readonly lines: readonly WireLog[];
  /** Give as `before` for the next page; null at the end. */
  readonly next: number | null;
  readonly partial: boolean;
}
export interface WireLog {
  readonly sequence: number;
  readonly timeMs: number;
  readonly level: Level;
  readonly service: string;
  readonly message: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

// GET /api/logs/histogram?q=FILTER&buckets=60
export interface WireLogHistogram extends WireRange {
  readonly stepMs: number;
  /** Per level that occurs: lines in each step. */
  readonly levels: Readonly<Partial<Record<Level, readonly number[]>>>;
  readonly total: number;
  readonly partial: boolean;
}

// GET /api/logs/facets?q=FILTER   GET /api/traces/facets?q=FILTER
export interface WireFacets extends WireRange {
  readonly facets: readonly {
    readonly field: string;
    readonly values: readonly { readonly value: string; readonly count: number }[];
  }[];
  readonly partial: boolean;
}
