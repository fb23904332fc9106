/** What Elasticsearch said of one document of a bulk request. */
export interface BulkItem {
  readonly status: number;
  readonly error?: { readonly type?: string; readonly reason?: string } | undefined;
  readonly failure_store?: string | undefined;
}

/** Answer to a bulk request, or why there is none. */
export type BulkAnswer =
  | { readonly kind: 'answered'; readonly items: readonly BulkItem[] }
  /** Nothing is known to be stored; the same may succeed later. */
  | {
      readonly kind: 'outage';
      readonly reason: string;
      readonly message: string;
      /** The status of the answer, when there was one. */
      readonly status?: number;
      readonly retryAfterMs?: number | undefined;
    }
  /** The request as such was refused: too large, or malformed. Its parts may be taken. */
  | { readonly kind: 'divide'; readonly status: number; readonly message: string };

/** What becomes of a line. */
export type Fate = 'delivered' | 'rejectedStored' | 'retry' | 'deadLetter';

const CONFLICT = 409;
const TOO_MANY = 429;
/** Refusals that somebody will lift: a key is replaced, an index allowed or created. */
const LIFTED_LATER = new Set([401, 403, 404]);

export function fateOf({ status, failure_store }: BulkItem): Fate {
  // The index did not take it and the failure store did: it is safe, but not where it belongs.
  if (failure_store === 'used') return 'rejectedStored';
  if (status >= 200 && status < 300) return 'delivered';
  // The id is there already: an earlier attempt got through and its answer did not.
  if (status === CONFLICT) return 'delivered';
  if (status === TOO_MANY || status >= 500 || LIFTED_LATER.has(status)) return 'retry';
  return 'deadLetter';
}

export function reasonOf({ status, error }: BulkItem): string {
  const { type = 'unknown', reason = '' } = error ?? {};
  return `${status} ${type}: ${reason}`;
}
