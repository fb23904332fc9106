/** Default duration bounds of the OpenTelemetry HTTP semantic conventions, in seconds. */
export const DURATION_BUCKETS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

/**
 * Body sizes in bytes. The conventions advise no bounds; these are powers of four from 64 B to 16
 * MiB.
 */
export const BODY_SIZE_BUCKETS_BYTES = [
  64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
] as const;

/**
 * Garbage collection pauses in seconds: the convention's bounds start too high for minor
 * collections.
 */
export const GC_BUCKETS_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
] as const;

/** Bounds of the OpenTelemetry database conventions, in seconds: most calls take milliseconds. */
export const DB_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const;

/** Rows of an answer, by the advice of the same conventions. */
export const ROW_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;
