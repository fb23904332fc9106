import type { Health, WireRange, WireRed } from './common.ts';

// GET /api/map
export interface WireMap extends WireRange {
  readonly nodes: readonly WireNode[];
  readonly edges: readonly WireEdge[];
  readonly partial: boolean;
}
export interface WireNode extends WireRed {
  readonly id: string;
  /** service: sends spans itself; the others are known only by the calls to them. */
  readonly kind: 'service' | 'database' | 'queue' | 'external';
  readonly health: Health;
}
export interface WireEdge extends WireRed {
  readonly from: string;
  readonly to: string;
  readonly kind: 'http' | 'rpc' | 'messaging' | 'database' | 'other';
}
