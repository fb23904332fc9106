import type { BulkAction } from './actions.ts';
import { EVERYTHING, type WantsPath } from './filter-path.ts';

export interface ItemError {
  readonly status: number;
  readonly type: string;
  readonly reason: string;
}

const SHARDS = '"_shards":{"total":1,"successful":1,"failed":0}';
/** Of an item that was taken, where the whole of it is asked for. */
const TAKEN_FIELDS = `"_version":1,"result":"created",${SHARDS},"_primary_term":1,"status":201`;

/** Puts the answer to a `_bulk` request together as text, item by item. */
export class BulkAnswer {
  readonly #wants: WantsPath;
  readonly #items: string[] = [];
  #hasErrors = false;

  constructor(wants: WantsPath) {
    this.#wants = wants;
  }

  /** A document that was taken; `sequence` is its number in this run. */
  taken(action: BulkAction, id: string, sequence: number): void {
    if (this.#wants === EVERYTHING) {
      const names = `"_index":${quoted(action.index)},"_id":${quoted(id)}`;
      this.#items.push(`{"${action.verb}":{${names},"_seq_no":${sequence},${TAKEN_FIELDS}}}`);
      return;
    }
    this.#add(action, [
      ['_index', `"_index":${quoted(action.index)}`],
      ['_id', `"_id":${quoted(id)}`],
      ['_version', '"_version":1'],
      ['result', '"result":"created"'],
      ['_shards', SHARDS],
      ['_seq_no', `"_seq_no":${sequence}`],
      ['_primary_term', '"_primary_term":1'],
      ['status', '"status":201'],
    ]);
  }

  refused(action: BulkAction, { status, type, reason }: ItemError): void {
    this.#hasErrors = true;
    const { index, id = null } = action;
    this.#add(action, [
      ['_index', `"_index":${quoted(index)}`],
      ['_id', `"_id":${JSON.stringify(id)}`],
      ['status', `"status":${status}`],
      ['error', `"error":${JSON.stringify({ type, reason })}`],
    ]);
  }

  text(tookMs: number): string {
    const members: string[] = [];
    if (this.#wants('errors')) members.push(`"errors":${this.#hasErrors}`);
    if (this.#wants('took')) members.push(`"took":${tookMs}`);
    if (this.#items.length > 0) members.push(`"items":[${this.#items.join(',')}]`);
    return `{${members.join(',')}}`;
  }

  #add(action: BulkAction, members: readonly (readonly [name: string, text: string])[]): void {
    let body = '';
    for (const [name, text] of members) {
      if (!this.#wants(`items.${action.verb}.${name}`)) continue;
      body += body === '' ? text : `,${text}`;
    }
    // Elasticsearch leaves out what the filter has emptied.
    if (body !== '') this.#items.push(`{"${action.verb}":{${body}}}`);
  }
}

/** Index names and ids seldom hold anything that JSON escapes. */
const PLAIN = /^[\w.:-]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
