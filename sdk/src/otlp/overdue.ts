import type { SendResult } from './send-result.ts';

/** The transport has its own deadline; this long after it, nobody waits for its answer. */
const GRACE_MS = 5000;

/** Not even that the deadline had passed was answered: the transport may still hold the bytes. */
export const NO_ANSWER = 'no_answer';

/**
 * An attempt that ends. A transport that lost a call would otherwise keep a batch in flight for
 * good, and with it one of the few places for batches under way.
 */
export function answeredInTime(
  timeoutMs: number,
  start: (settle: (result: SendResult) => void) => void,
): Promise<SendResult> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      const message = `the transport gave no answer in ${timeoutMs + GRACE_MS} ms`;
      resolve({ status: 'retryable', reason: NO_ANSWER, message });
    }, timeoutMs + GRACE_MS).unref();
    start((result) => {
      clearTimeout(timer);
      resolve(result);
    });
  });
}
