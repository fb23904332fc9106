import type { Client } from '@elastic/elasticsearch';

import { fateOf, reasonOf, type BulkItem } from '../../logs/direct/index.ts';
import type { Refused, Verdict } from './document.ts';

type CreatedItem = BulkItem & { readonly _index?: string; readonly _id?: string };
interface BulkBody {
  readonly items: readonly { readonly create?: CreatedItem }[];
}

/** Offers documents under their own ids. Rejects when the request as a whole fails. */
export async function create(client: Client, documents: readonly Refused[]): Promise<Verdict[]> {
  const operations = documents.flatMap(({ index, id, text }) => [
    JSON.stringify({ create: { _index: index, ...(id === undefined ? {} : { _id: id }) } }),
    text,
  ]);
  const { items } = (await client.bulk({ operations })) as unknown as BulkBody;
  const results = items.map((item) => item.create ?? { status: 0 });
  const stored = results.filter(({ failure_store }) => failure_store === 'used');
  const reasons = await failureReasons(client, stored);
  await removeAgain(client, stored);
  return results.map((item) => verdictOf(item, reasons.get(item)));
}

function verdictOf(item: CreatedItem, failureReason: string | undefined): Verdict {
  const fate = fateOf(item);
  if (fate === 'delivered') return { kind: 'delivered' };
  if (fate === 'retry') return { kind: 'unsent', reason: reasonOf(item) };
  const reason =
    fate === 'rejectedStored'
      ? (failureReason ?? 'refused, into the failure store')
      : reasonOf(item);
  return { kind: 'refused', status: item.status, reason };
}

interface StoredFailure {
  readonly _source?: { readonly error?: { readonly type?: string; readonly message?: string } };
}

/** The answer says that a document went to the failure store; the document there says why. */
async function failureReasons(
  client: Client,
  stored: readonly CreatedItem[],
): Promise<ReadonlyMap<CreatedItem, string>> {
  const reasons = new Map<CreatedItem, string>();
  if (stored.length === 0) return reasons;
  try {
    const docs = stored.map(({ _index, _id }) => ({ _index, _id, _source: ['error'] }));
    const answer = (await client.mget({ docs } as never)) as { docs: StoredFailure[] };
    for (const [at, { _source }] of answer.docs.entries()) {
      const { type = 'unknown', message = '' } = _source?.error ?? {};
      reasons.set(stored[at] as CreatedItem, `${type}: ${message}`);
    }
  } catch {
    // A key that may not read there: then the reason stays general.
  }
  return reasons;
}

/** A document that is refused again would lie in the failure store twice. */
async function removeAgain(client: Client, stored: readonly CreatedItem[]): Promise<void> {
  const operations = stored.map(({ _index, _id }) => JSON.stringify({ delete: { _index, _id } }));
  if (operations.length > 0) await client.bulk({ operations });
}
