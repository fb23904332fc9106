import type { Health, WireRange, WireRed } from './common.ts';
import type { WireLog } from './logs.ts';
import type { WireEdge } from './map.ts';

// GET /api/services -> worst first
export interface WireServices extends WireRange {
  readonly services: readonly WireService[];
}
export interface WireService extends WireRed {
  readonly service: string;
  readonly health: Health;
  /** Where the figures come from: request metrics when the service has them, else its spans. */
  readonly source: 'metrics' | 'spans' | 'logs';
  readonly version: string;
  readonly environment: string;
  readonly language: string;
  /** Over the range, in equal steps: requests and failed requests per second. */
  readonly sparkline: {
    readonly stepMs: number;
    readonly rate: readonly (number | null)[];
    readonly errors: readonly (number | null)[];
  };
}

// GET /api/services/NAME
export interface WireServiceDetail extends WireRange {
  readonly service: WireService;
  /** By server-seconds, most first. */
  readonly routes: readonly WireRoute[];
  /** Whom it calls, and who calls it. */
  readonly calls: readonly WireEdge[];
  readonly calledBy: readonly WireEdge[];
  readonly errorLogs: readonly WireLog[];
  readonly instances: readonly {
    readonly id: string;
    readonly version: string;
    readonly up: boolean | null;
  }[];
}
export interface WireRoute extends WireRed {
  readonly method: string;
  readonly route: string;
  /** Seconds of server time per second: rate times mean duration. */
  readonly serverSeconds: number | null;
}
