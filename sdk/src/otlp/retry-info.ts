import { fieldsOf } from './read/wire.ts';

/** google.rpc.Status: the details are Any messages. */
const DETAILS = 3;
const TYPE_URL = 1;
const VALUE = 2;
const RETRY_INFO = 'google.rpc.RetryInfo';
const RETRY_DELAY = 1;
const SECONDS = 1;
const NANOS = 2;
const HEADER = 'grpc-status-details-bin';

/** What a gRPC error carries; looked at with care, since it comes from elsewhere. */
interface GrpcError {
  readonly metadata?: { get?(name: string): unknown };
}

/** How long the backend asks to wait before the next attempt; undefined = it does not say. */
export function retryDelayMs(error: unknown): number | undefined {
  try {
    const values = (error as GrpcError | undefined)?.metadata?.get?.(HEADER);
    const [details] = Array.isArray(values) ? values : [];
    return details instanceof Uint8Array ? delayOf(details) : undefined;
  } catch {
    // Malformed details are no details.
    return undefined;
  }
}

function delayOf(status: Uint8Array): number | undefined {
  for (const detail of fieldsOf(status)) {
    if (detail.number !== DETAILS) continue;
    const any = [...fieldsOf(detail.bytes())];
    const isRetryInfo = any.some(
      (field) => field.number === TYPE_URL && field.text().endsWith(RETRY_INFO),
    );
    const info = any.find(({ number }) => number === VALUE);
    if (!isRetryInfo || info === undefined) continue;
    const delay = [...fieldsOf(info.bytes())].find(({ number }) => number === RETRY_DELAY);
    return delay === undefined ? 0 : durationMs(delay.bytes());
  }
  return undefined;
}

function durationMs(duration: Uint8Array): number {
  let ms = 0;
  for (const field of fieldsOf(duration)) {
    if (field.number === SECONDS) ms += Number(field.int64()) * 1000;
    else if (field.number === NANOS) ms += Number(field.int64()) / 1e6;
  }
  return Math.max(0, ms);
}
