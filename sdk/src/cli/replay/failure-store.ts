import type { Client } from '@elastic/elasticsearch';

import type { Refused, Source, Verdict } from './document.ts';

/** A document in the failure store, and where it lies there. */
interface Failure extends Refused {
  readonly storedIn: string;
  readonly storedId: string;
}

interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly sort: readonly unknown[];
  readonly _source: {
    readonly document?: { readonly id?: string; readonly index?: string; readonly source?: object };
  };
}

interface SearchAnswer {
  readonly pit_id?: string;
  readonly hits: { readonly hits: readonly unknown[] };
}

const BATCH_DOCUMENTS = 500;
const KEEP_ALIVE = '5m';

/** The failure store of a data stream, as it was when this began. */
export class FailureStoreSource implements Source<Failure> {
  readonly #client: Client;
  readonly #stream: string;
  /** Documents that are not as the failure store writes them; they are left alone. */
  unreadable = 0;
  #pit: string | undefined;

  constructor(client: Client, stream: string) {
    this.#client = client;
    this.#stream = stream;
  }

  async *batches(): AsyncGenerator<readonly Failure[]> {
    const opened = await this.#client.openPointInTime({
      index: `${this.#stream}::failures`,
      keep_alive: KEEP_ALIVE,
    });
    let after: readonly unknown[] | undefined;
    for (let pit = opened.id; ;) {
      this.#pit = pit;
      const answer: SearchAnswer = await this.#client.search({
        pit: { id: pit, keep_alive: KEEP_ALIVE },
        size: BATCH_DOCUMENTS,
        sort: [{ _shard_doc: 'asc' }] as never,
        ...(after === undefined ? {} : { search_after: after as never }),
      });
      pit = answer.pit_id ?? pit;
      const hits = answer.hits.hits as readonly Hit[];
      const last = hits.at(-1);
      if (last === undefined) return;
      after = last.sort;
      const failures = hits.map(failureOf).filter((failure) => failure !== undefined);
      this.unreadable += hits.length - failures.length;
      if (failures.length > 0) yield failures;
    }
  }

  /** What is delivered need not be kept as a failure. */
  async settle(items: readonly Failure[], verdicts: readonly Verdict[]): Promise<void> {
    const operations = items
      .filter((_item, at) => verdicts[at]?.kind === 'delivered')
      .map(({ storedIn, storedId }) =>
        JSON.stringify({ delete: { _index: storedIn, _id: storedId } }),
      );
    if (operations.length > 0) await this.#client.bulk({ operations });
  }

  async close(): Promise<void> {
    if (this.#pit === undefined) return;
    await this.#client.closePointInTime({ id: this.#pit }).catch(() => undefined);
  }
}

function failureOf({ _index, _id, _source }: Hit): Failure | undefined {
  const { id, index, source } = _source.document ?? {};
  if (index === undefined || source === undefined) return undefined;
  return { index, id, text: JSON.stringify(source), storedIn: _index, storedId: _id };
}
