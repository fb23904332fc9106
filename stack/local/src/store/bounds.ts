const MIB = 1024 * 1024;

/**
 * How much is kept. Together they hold a process below 450 MB resident with every bound reached;
 * what had to go is counted and shown.
 */
export interface Bounds {
  readonly logs: number;
  /** Compressed, as are the bytes of spans. */
  readonly logBytes: number;
  readonly spans: number;
  readonly spanBytes: number;
  readonly series: number;
  readonly sampleBytes: number;
  /** Samples older than this are let go. */
  readonly sampleAgeMs: number;
  readonly exemplars: number;
}

export const DEFAULT_BOUNDS: Bounds = {
  logs: 200_000,
  logBytes: 64 * MIB,
  spans: 200_000,
  spanBytes: 48 * MIB,
  series: 50_000,
  sampleBytes: 32 * MIB,
  sampleAgeMs: 2 * 60 * 60 * 1000,
  exemplars: 20_000,
};
