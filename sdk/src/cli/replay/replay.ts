import type { Client } from '@elastic/elasticsearch';

import type { Refused, Source, Verdict } from './document.ts';
import { create } from './send.ts';

/** What a replay did. */
export interface ReplayResult {
  delivered: number;
  refused: number;
  unsent: number;
  /** Reason -> how many. */
  readonly reasons: Record<string, number>;
  /** Why it ended early. */
  failure: string | undefined;
}

const REASON_MAX_LENGTH = 200;
const REASONS_MAX = 20;

/** Offers everything of a source again. Ends at the first request that fails as a whole. */
export async function replay<Item extends Refused>(
  source: Source<Item>,
  client: Client,
): Promise<ReplayResult> {
  const result: ReplayResult = {
    delivered: 0,
    refused: 0,
    unsent: 0,
    reasons: {},
    failure: undefined,
  };
  try {
    for await (const items of source.batches()) {
      const verdicts = await offer(client, items, result);
      await source.settle(items, verdicts);
      for (const verdict of verdicts) count(verdict, result);
    }
  } catch (error) {
    result.failure ??= (error as Error).message;
  } finally {
    await source.close();
  }
  return result;
}

/** After a failure the rest is not offered: it would only fail as well. */
async function offer(
  client: Client,
  items: readonly Refused[],
  result: ReplayResult,
): Promise<Verdict[]> {
  const unsent = (reason: string) => items.map((): Verdict => ({ kind: 'unsent', reason }));
  if (result.failure !== undefined) return unsent(result.failure);
  try {
    return await create(client, items);
  } catch (error) {
    result.failure = (error as Error).message;
    return unsent(result.failure);
  }
}

function count(verdict: Verdict, result: ReplayResult): void {
  result[verdict.kind] += 1;
  if (verdict.kind === 'delivered') return;
  const reason = verdict.reason.slice(0, REASON_MAX_LENGTH);
  const isKnown = result.reasons[reason] !== undefined;
  if (!isKnown && Object.keys(result.reasons).length >= REASONS_MAX) return;
  result.reasons[reason] = (result.reasons[reason] ?? 0) + 1;
}
