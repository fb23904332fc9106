import { LOG_PATH } from '../contract/index.ts';
import { headOf } from '../context/index.ts';

/** As long as Node lets all headers of a request be. */
const TARGET_MAX_LENGTH = 16_384;
const METHOD_MAX_LENGTH = 64;

export interface HttpMessage {
  readonly method?: unknown;
  readonly url?: unknown;
  readonly originalUrl?: unknown;
  readonly statusCode?: unknown;
}

/** Node's own request and response objects, as `logger.info(req)` hands them over. */
export function isHttpMessage(value: unknown): value is HttpMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { headers, socket, setHeader } = value as Record<string, unknown>;
  return (headers !== undefined && socket !== undefined) || typeof setHeader === 'function';
}

/** What such an object says, by path in the line. */
export function* httpFacts(message: HttpMessage): Generator<[path: string, value: unknown]> {
  const { method, statusCode } = message;
  if (typeof method === 'string') yield [LOG_PATH.method, headOf(method, METHOD_MAX_LENGTH)];
  const target = message.originalUrl ?? message.url;
  if (typeof target === 'string') {
    yield [LOG_PATH.path, headOf(target, TARGET_MAX_LENGTH).split('?', 1)[0]];
  }
  if (Number.isSafeInteger(statusCode)) yield [LOG_PATH.status, statusCode];
}
