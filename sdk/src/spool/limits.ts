import type { Frame } from './frame.ts';

export interface SpoolLimits {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** A segment is closed at this size; smaller ones are let go of, and sent again, in less. */
  readonly segmentBytes: number;
  /** True when frames are lines of text, which survive one by one. */
  readonly isText: boolean;
}

export interface SpoolEvents {
  /** Lost for good, with one of the reasons of the contract. */
  onDropped(reason: string, items: number): void;
  /** Found in what another process left. */
  onAdopted(items: number): void;
  /** The disk refused. Called for every failure; telling about it once is the caller's business. */
  onFault(error: Error): void;
}

/** A segment that is being delivered. */
export interface TakenSegment {
  readonly frames: readonly Frame[];
  /** These many of its items have found their end. */
  settle(items: number): void;
  /** All of it is settled: the file goes. */
  done(): Promise<void>;
  /** Not now: it stays for another time. */
  putBack(): void;
}
