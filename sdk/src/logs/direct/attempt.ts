import { fateOf, reasonOf, type BulkAnswer } from './outcome.ts';

/** A line that will never be taken, and why. */
export interface RefusedLine {
  readonly line: string;
  readonly status: number;
  readonly reason: string;
}

/** What one attempt did with a batch of lines. */
export interface Attempt {
  delivered: number;
  rejectedStored: number;
  readonly refused: RefusedLine[];
  readonly retry: string[];
  /** Why there is something to retry. */
  failure:
    | {
        readonly reason: string;
        readonly message: string;
        readonly retryAfterMs: number;
        /** It answered, and refused single lines. */
        readonly isOfItems: boolean;
      }
    | undefined;
}

type Send = (lines: readonly string[]) => Promise<BulkAnswer>;

/**
 * Sends lines once and sorts what came back. A request that is refused as a whole is divided until
 * the part that is at fault stands alone.
 */
export async function attempt(lines: readonly string[], send: Send): Promise<Attempt> {
  const result: Attempt = {
    delivered: 0,
    rejectedStored: 0,
    refused: [],
    retry: [],
    failure: undefined,
  };
  const parts: (readonly string[])[] = [lines];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    // After a failure the rest would only fail as well.
    if (result.failure !== undefined) {
      result.retry.push(...part);
      continue;
    }
    const answer = await send(part);
    if (answer.kind === 'divide') {
      divide(part, answer, parts, result);
    } else if (answer.kind === 'outage') {
      const { reason, message, retryAfterMs = 0 } = answer;
      result.failure = { reason, message, retryAfterMs, isOfItems: false };
      result.retry.push(...part);
    } else {
      sort(part, answer.items, result);
    }
  }
  return result;
}

function divide(
  part: readonly string[],
  answer: Extract<BulkAnswer, { kind: 'divide' }>,
  parts: (readonly string[])[],
  result: Attempt,
): void {
  const [line = ''] = part;
  if (part.length === 1) {
    const { status, message } = answer;
    result.refused.push({ line, status, reason: `${status} request refused: ${message}` });
    return;
  }
  const half = Math.ceil(part.length / 2);
  // In front, so that lines keep their order.
  parts.unshift(part.slice(0, half), part.slice(half));
}

function sort(
  lines: readonly string[],
  items: Extract<BulkAnswer, { kind: 'answered' }>['items'],
  result: Attempt,
): void {
  for (const [at, item] of items.entries()) {
    const line = lines[at] ?? '';
    const fate = fateOf(item);
    if (fate === 'delivered') result.delivered += 1;
    else if (fate === 'rejectedStored') result.rejectedStored += 1;
    else if (fate === 'deadLetter') {
      result.refused.push({ line, status: item.status, reason: reasonOf(item) });
    } else {
      result.retry.push(line);
      const reason = `item_${item.status}`;
      result.failure ??= { reason, message: reasonOf(item), retryAfterMs: 0, isOfItems: true };
    }
  }
}
