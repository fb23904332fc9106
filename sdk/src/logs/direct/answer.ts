import type { BulkAnswer, BulkItem } from './outcome.ts';

const TOO_LARGE = 413;
const MALFORMED = 400;

interface BulkBody {
  readonly items?: readonly Readonly<Record<string, BulkItem>>[];
}

/** Reads the body of an answer. One that does not speak of every line is no answer. */
export function answerOf(body: unknown, lines: number): BulkAnswer {
  const { items } = (body ?? {}) as BulkBody;
  if (!Array.isArray(items) || items.length !== lines) {
    return { kind: 'outage', reason: 'garbage', message: 'the answer is none of Elasticsearch' };
  }
  const results = (items as NonNullable<BulkBody['items']>).map((item) => Object.values(item)[0]);
  if (results.some((result) => typeof result?.status !== 'number')) {
    return { kind: 'outage', reason: 'garbage', message: 'an item of the answer has no status' };
  }
  return { kind: 'answered', items: results as BulkItem[] };
}

/** The parts of the client's errors that are looked at. */
interface ClientError extends Error {
  readonly statusCode?: number;
  readonly meta?: {
    readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
    readonly body?: unknown;
  };
  readonly cause?: { readonly code?: string };
}

/** Reads what the client threw. */
export function failureOf(thrown: unknown): BulkAnswer {
  const error = thrown as ClientError;
  const { statusCode: status, message } = error;
  if (status === TOO_LARGE || status === MALFORMED) return { kind: 'divide', status, message };
  if (status !== undefined) {
    const retryAfterMs = secondsOf(error.meta?.headers?.['retry-after']);
    return { kind: 'outage', reason: `http_${status}`, message, status, retryAfterMs };
  }
  // The client names its errors after their cause: ConnectionError, TimeoutError and so on.
  const reason = /\b(E[A-Z]{3,})\b/.exec(message)?.[1] ?? error.name;
  return { kind: 'outage', reason, message };
}

function secondsOf(header: string | string[] | undefined): number | undefined {
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
