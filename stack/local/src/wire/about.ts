// GET /api/kept
export interface WireKept {
  readonly signals: readonly WireKeptSignal[];
  readonly residentBytes: number;
  readonly folder: {
    readonly path: string;
    readonly bytes: number;
    readonly bytesMax: number;
  } | null;
  readonly startedMs: number;
}
export interface WireKeptSignal {
  readonly signal: 'logs' | 'spans' | 'samples' | 'series';
  readonly kept: number;
  readonly keptMax: number;
  readonly bytes: number;
  readonly bytesMax: number;
  readonly accepted: number;
  readonly evicted: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
}

// GET /api/about
export interface WireAbout {
  readonly version: string;
  readonly startedMs: number;
  /** What is running here, for the banner. */
  readonly children: readonly {
    readonly name: string;
    readonly command: string;
    readonly running: boolean;
  }[];
  /** Where to send; null when switched off. */
  readonly endpoints: {
    readonly page: string;
    readonly otlpGrpc: string | null;
    readonly otlpHttp: string | null;
    readonly bulk: string;
  };
  /** The one command that sends one's own service's data here. */
  readonly sendCommand: string;
  readonly forward: string | null;
}

/**
 * GET /api/live (server-sent events). `event: tick`, at most one a second, at least one in ten,
 * data `WireTick`; with `?logs=FILTER` also `event: logs`, data `WireLog[]`: new lines, oldest
 * first.
 */
export interface WireTick {
  readonly nowMs: number;
  /** Kept since the start: rises when there is something new to ask for. */
  readonly logs: number;
  readonly spans: number;
  readonly samples: number;
  /** Live lines that were left out of `event: logs` because there were too many. */
  readonly skippedLogs: number;
}
