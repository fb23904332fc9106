import type { BulkAction } from './bulk-lines.ts';

/** Items that fail, for example `{ status: 429, type: 'es_rejected_execution_exception' }`. */
export interface BulkFault {
  readonly status: number;
  readonly type?: string;
  readonly reason?: string;
  /** Which items fail; all of them when not given. */
  readonly when?: (action: BulkAction, position: number) => boolean;
}

/** How the receiver answers `_bulk`. Only what it applies becomes a document. */
export type BulkBehaviour =
  | { readonly mode: 'ok' }
  /** The whole request fails, for example 401, 429 or 503. */
  | {
      readonly mode: 'refuse';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      /** For example `security_exception`. */
      readonly type?: string;
    }
  /** A request whose body, decompressed, is longer than this is answered with 413. */
  | { readonly mode: 'limit'; readonly maxBytes: number }
  /** The request succeeds, and these items of it fail: the answer is 200 with `errors: true`. */
  | ({ readonly mode: 'items' } & BulkFault)
  /** These items go to the failure store: answered 201 with `failure_store: "used"`. */
  | { readonly mode: 'failure-store'; readonly when?: BulkFault['when'] }
  /** Applies the request at once and answers after this long, whether or not anybody waits. */
  | { readonly mode: 'slow'; readonly delayMs: number }
  /** Applies the first items of the request, then resets the connection without an answer. */
  | { readonly mode: 'half-applied'; readonly items: number }
  /** Takes the request and never answers. */
  | { readonly mode: 'hang' }
  /** Answers with bytes that are no JSON. */
  | { readonly mode: 'garbage' }
  /** Reads the request and resets the connection in place of an answer. */
  | { readonly mode: 'reset' }
  /** Resets the connection while the request is still being sent. */
  | { readonly mode: 'reset-in-body' };

/** Behaviours that need nothing said beside their name. */
export type BulkBehaviourName = 'ok' | 'hang' | 'garbage' | 'reset' | 'reset-in-body';
