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
  await removeAgain(client, results);
  return results.map(verdictOf);
}

function verdictOf(item: CreatedItem): Verdict {
  const fate = fateOf(item);
  if (fate === 'delivered') return { kind: 'delivered' };
  if (fate === 'retry') return { kind: 'unsent', reason: reasonOf(item) };
  const reason =
    fate === 'rejectedStored' ? 'refused by the mapping (failure store)' : reasonOf(item);
  return { kind: 'refused', status: item.status, reason };
}

/** A document that is refused again would lie in the failure store twice. */
async function removeAgain(client: Client, results: readonly CreatedItem[]): Promise<void> {
  const operations = results
    .filter(({ failure_store }) => failure_store === 'used')
    .map(({ _index, _id }) => JSON.stringify({ delete: { _index, _id } }));
  if (operations.length > 0) await client.bulk({ operations });
}
