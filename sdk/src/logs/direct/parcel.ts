import type { Attempt } from './attempt.ts';

/** What has become of the lines of a parcel so far. */
export interface Outcome {
  delivered: number;
  deadLettered: number;
  rejectedStored: number;
  readonly dropped: Record<string, number>;
}

/** Lines on their way, from the service's memory or from disk. */
export class Parcel {
  /** Those that have not found their end yet. */
  lines: readonly string[];
  bytes: number;
  readonly outcome: Outcome = { delivered: 0, deadLettered: 0, rejectedStored: 0, dropped: {} };
  /** The batch of the service that it came from; undefined = it came from disk. */
  readonly batch: number | undefined;
  /** A part of it was refused for now while another part was taken. */
  isPartly = false;

  constructor(text: string, batch: number | undefined) {
    this.lines = text.split('\n').filter((line) => line !== '');
    this.bytes = text.length;
    this.batch = batch;
  }

  /** Takes over what an attempt did, dead letters apart. */
  apply({ delivered, rejectedStored, retry }: Attempt): void {
    this.outcome.delivered += delivered;
    this.outcome.rejectedStored += rejectedStored;
    if (retry.length < this.lines.length) {
      this.isPartly = true;
      this.bytes = retry.reduce((sum, line) => sum + line.length + 1, 0);
    }
    this.lines = retry;
  }

  drop(reason: string, count: number): void {
    this.outcome.dropped[reason] = (this.outcome.dropped[reason] ?? 0) + count;
  }
}
