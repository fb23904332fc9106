import type { CollectedLine, CollectedSpan } from 'sightline/testing';

/** A log line and the service whose stdout it came from. */
export interface ServiceLine {
  readonly service: string;
  readonly line: CollectedLine;
}

/** How far one histogram series moved between the scrapes before and after a request. */
export interface Movement {
  readonly service: string;
  readonly metric: string;
  /** The labels that tell series apart, in words: `POST /orders 201`. */
  readonly series: string;
  readonly before: number;
  readonly after: number;
  /** Upper bound of the bucket that moved. */
  readonly bound: string;
  /** True when the bucket's exemplar is this very request. */
  readonly exemplar: boolean;
}

/** Everything that was said about one request. */
export interface JoinedRequest {
  readonly traceId: string;
  readonly root: CollectedSpan;
  readonly spans: readonly CollectedSpan[];
  readonly lines: readonly ServiceLine[];
  readonly movements: readonly Movement[];
}
