import type { PartialSuccess } from './partial-success.ts';
import { retryDelayMs } from './retry-info.ts';

/** What became of one attempt to send. */
export type SendResult =
  | { readonly status: 'delivered'; readonly rejected: number; readonly message: string }
  | {
      readonly status: 'retryable' | 'failed';
      readonly reason: string;
      readonly message: string;
      /** The backend said not to come back earlier. */
      readonly retryAfterMs?: number;
    };

/** gRPC codes that the OTLP specification says to retry, and connection losses. */
const RETRYABLE_GRPC = new Set([1, 4, 8, 10, 11, 14, 15]);
const RETRYABLE_HTTP = new Set([429, 502, 503, 504]);
const GRPC_NAMES = (
  'ok cancelled unknown invalid_argument deadline_exceeded not_found already_exists ' +
  'permission_denied resource_exhausted failed_precondition aborted out_of_range unimplemented ' +
  'internal unavailable data_loss unauthenticated'
).split(' ');

export function delivered(answer: PartialSuccess | undefined): SendResult {
  return {
    status: 'delivered',
    rejected: answer?.rejected ?? 0,
    message: answer?.message ?? '',
  };
}

export function failure(error: unknown): SendResult {
  const { code, message = 'unknown error' } = (error ?? {}) as { code?: unknown; message?: string };
  if (typeof code !== 'number') {
    const reason = typeof code === 'string' ? code : 'connection';
    return { status: 'retryable', reason, message };
  }
  const isHttp = code >= 100;
  const retryable = isHttp ? RETRYABLE_HTTP.has(code) : RETRYABLE_GRPC.has(code);
  const reason = isHttp ? `http_${code}` : (GRPC_NAMES[code] ?? `grpc_${code}`);
  const retryAfterMs = isHttp ? undefined : retryDelayMs(error);
  return {
    status: retryable ? 'retryable' : 'failed',
    reason,
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
