import type { Span } from '../model/index.ts';
import type { WireRange } from './common.ts';

// GET /api/traces?q=FILTER&sort=newest|slowest|errors&limit=200&minMs=&maxMs=
export interface WireTraces extends WireRange {
  readonly traces: readonly WireTrace[];
  /** Traces that match, of which `traces` holds the first. */
  readonly matched: number;
  /** True when the scan stopped at its bound before it saw the whole range. */
  readonly partial: boolean;
}
export interface WireTrace {
  readonly traceId: string;
  /** Of the root, or of the earliest span that is kept when the root is not. */
  readonly service: string;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly spans: number;
  readonly errors: number;
  readonly statusCode: number | null;
  readonly services: readonly {
    readonly service: string;
    readonly spans: number;
    readonly errors: number;
  }[];
  /** False when the root span is not kept. */
  readonly whole: boolean;
}

// GET /api/traces/ID   (404 with WireProblem when no span of it is kept)
export interface WireTraceDetail {
  readonly traceId: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** By start; parents before children where they start together. */
  readonly spans: readonly WireSpan[];
  readonly logCount: number;
  /** Named as parent by others and not kept: evicted, sampled away, or still on the way. */
  readonly missingParents: number;
}
/** A span goes to readers as it is kept. */
export type WireSpan = Span;
