/** A call on the stack of the blocked thread, where it was written. */
export interface StallFrame {
  readonly name: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Work in whose context the loop was blocked. */
export interface StallOwner {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  /** Method and route, or the name of a call; never holds an id. */
  readonly name: string;
}

/** What the watching thread tells once a stall is over. */
export interface StallReport {
  readonly durationMs: number;
  /** Innermost first; empty when the loop was blocked outside of JavaScript all the time. */
  readonly frames: readonly StallFrame[];
  readonly owner: StallOwner | undefined;
}

export interface WatchSettings {
  /** Nanoseconds of the monotonic clock at the last turn of the loop. */
  readonly beat: SharedArrayBuffer;
  readonly thresholdMs: number;
}

/** Where the paused thread tells who it works for: a function on the global object. */
export const OWNER_KEY = 'sightline.stall.owner';
