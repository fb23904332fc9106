import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { IngestInto } from '../into.ts';
import { scanColumns } from '../logs/json-scan.ts';
import { CUT_REASON, jsonLine } from '../logs/line.ts';
import type { BulkAction } from './actions.ts';
import { BulkAnswer, type ItemError } from './answer.ts';
import type { WantsPath } from './filter-path.ts';
import { RecentIds } from './recent-ids.ts';

/** Ids that are remembered, to answer a repeated `create` by 409. */
export const RECENT_IDS = 100_000;
/** Documents between two turns of the event loop, so that a large body keeps nothing waiting. */
const DOCUMENTS_PER_TURN = 1000;

/** `logs-<dataset>-<namespace>`: the names that Elasticsearch makes data streams by default. */
const DATA_STREAM = /^logs-([^-]+)-/;

/** Takes the documents of bulk requests as log lines. */
export class BulkTaker {
  readonly #into: IngestInto;
  readonly #recent = new RecentIds(RECENT_IDS);
  /** Ids of documents that came without one: unlike those of another run. */
  readonly #idPrefix = randomBytes(6).toString('base64url');
  #sequence = 0;

  constructor(into: IngestInto) {
    this.#into = into;
  }

  /** Takes what can be taken; every action is answered by itself. */
  async take(body: Buffer, actions: readonly BulkAction[], wants: WantsPath): Promise<BulkAnswer> {
    const answer = new BulkAnswer(wants);
    const { counters } = this.#into;
    let accepted = 0;
    for (const [at, action] of actions.entries()) {
      if (at > 0 && at % DOCUMENTS_PER_TURN === 0) await setImmediate();
      const id = action.id ?? `${this.#idPrefix}${this.#sequence.toString(36).padStart(12, '0')}`;
      const error = this.#document(body, action);
      if (error === undefined) {
        accepted += 1;
        answer.taken(action, id, this.#sequence);
        this.#sequence += 1;
      } else {
        answer.refused(action, error);
      }
    }
    counters.accept('bulk', 'logs', accepted);
    return answer;
  }

  /** A body that is refused whole; how many documents it had is not known. */
  refuseBody(reason: string): void {
    this.#refuse(reason);
  }

  #document(body: Buffer, action: BulkAction): ItemError | undefined {
    const { verb, index, id, from, to } = action;
    const stream = DATA_STREAM.exec(index);
    const wrongVerb = this.#wrongVerb(action, stream !== null);
    if (wrongVerb !== undefined) return wrongVerb;
    const fields = scanColumns(body, from, to);
    if (fields === undefined) {
      this.#refuse('malformed');
      const reason = `failed to parse: the document is not one JSON object (${to - from} bytes)`;
      return { status: 400, type: 'document_parsing_exception', reason };
    }
    if (id !== undefined && !this.#recent.add(index, id) && verb === 'create') {
      this.#refuse('repeated_id');
      const reason = `[${id}]: version conflict, document already exists (current version [1])`;
      return { status: 409, type: 'version_conflict_engine_exception', reason };
    }
    const { store, counters, now = Date.now } = this.#into;
    const defaults = { service: stream?.[1] ?? index, nowMs: now() };
    const { line, isCut } = jsonLine(body.subarray(from, to), fields, defaults);
    if (isCut) counters.refuse('bulk', 'logs', CUT_REASON, 1);
    store.logs.append(line);
    return undefined;
  }

  #wrongVerb({ verb }: BulkAction, isDataStream: boolean): ItemError | undefined {
    if (verb === 'create' || (verb === 'index' && !isDataStream)) return undefined;
    const type = 'illegal_argument_exception';
    if (isDataStream) {
      this.#refuse('create_only');
      const reason = 'only write ops with an op_type of create are allowed in data streams';
      return { status: 400, type, reason };
    }
    this.#refuse('unsupported_action');
    const reason = `[${verb}] is not supported: logs are appended; send [create] or [index]`;
    return { status: 400, type, reason };
  }

  #refuse(reason: string): void {
    this.#into.store.logs.reject(reason, 1);
    this.#into.counters.refuse('bulk', 'logs', reason, 1);
  }
}
