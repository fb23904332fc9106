import { randomUUID } from 'node:crypto';
import type { BulkBehaviour, BulkFault } from './bulk-behaviour.ts';
import type { BulkAction } from './bulk-lines.ts';

export interface BulkDocument {
  readonly index: string;
  readonly id: string;
  readonly source: Record<string, unknown>;
}

export interface BulkItemResult {
  readonly _index: string;
  readonly _id: string | null;
  readonly status: number;
  readonly result?: 'created' | 'updated' | 'deleted' | 'not_found';
  readonly failure_store?: 'used';
  readonly error?: { readonly type: string; readonly reason: string };
}

/** Documents by index and id, with Elasticsearch's rules for ids and data streams. */
export class BulkIndex {
  readonly documents: BulkDocument[] = [];
  readonly failures: BulkDocument[] = [];
  /** Of each document: where its id has to be unique. */
  private readonly keys: string[] = [];
  private readonly positions = new Map<string, number>();
  private generation = 1;

  apply(action: BulkAction, position: number, how: BulkBehaviour): Record<string, BulkItemResult> {
    return { [action.verb]: this.result(action, position, how) };
  }

  /** Data streams write to a new backing index: ids of the old ones may be created again. */
  rollover(): void {
    this.generation += 1;
  }

  clear(): void {
    this.documents.length = 0;
    this.failures.length = 0;
    this.keys.length = 0;
    this.positions.clear();
  }

  private result(action: BulkAction, position: number, how: BulkBehaviour): BulkItemResult {
    const { verb, index } = action;
    if (how.mode === 'items' && isMeant(how.when, action, position)) {
      const { status, type = 'test_fault', reason = 'refused by the test receiver' } = how;
      return refused(action, status, type, reason);
    }
    const stream = isDataStream(index);
    if (verb !== 'create' && stream) {
      const reason = 'only write ops with an op_type of create are allowed in data streams';
      return refused(action, 400, 'illegal_argument_exception', reason);
    }
    const id = action.id ?? newId();
    if (how.mode === 'failure-store' && stream && isMeant(how.when, action, position)) {
      this.failures.push({ index, id, source: action.source });
      // The failure store has ids of its own; the original one is inside its document.
      const store = `.fs-${index}-000001`;
      return {
        _index: store,
        _id: newId(),
        status: 201,
        result: 'created',
        failure_store: 'used',
      };
    }
    const key = stream ? `${index}/${this.generation}/${id}` : `${index}/${id}`;
    const at = this.positions.get(key);
    if (verb === 'delete') {
      if (at !== undefined) return this.remove(at);
      return { _index: index, _id: id, status: 404, result: 'not_found' };
    }
    if (at !== undefined && verb === 'create') {
      const reason = `[${id}]: version conflict, document already exists (current version [1])`;
      return refused(action, 409, 'version_conflict_engine_exception', reason);
    }
    const place = at ?? this.documents.length;
    this.positions.set(key, place);
    this.keys[place] = key;
    this.documents[place] = { index, id, source: action.source };
    const created = at === undefined;
    const result = created ? 'created' : 'updated';
    return { _index: index, _id: id, status: created ? 201 : 200, result };
  }

  private remove(at: number): BulkItemResult {
    const [gone] = this.documents.splice(at, 1);
    this.keys.splice(at, 1);
    this.positions.clear();
    this.keys.forEach((key, position) => this.positions.set(key, position));
    return { _index: gone?.index ?? '', _id: gone?.id ?? null, status: 200, result: 'deleted' };
  }
}

/** The built-in template makes `logs-*-*` data streams, which take nothing but `create`. */
function isDataStream(index: string): boolean {
  return /^logs-[^-]+-/.test(index);
}

function isMeant(when: BulkFault['when'], action: BulkAction, position: number): boolean {
  return when?.(action, position) ?? true;
}

function newId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 20);
}

function refused(action: BulkAction, status: number, type: string, reason: string): BulkItemResult {
  return { _index: action.index, _id: action.id ?? null, status, error: { type, reason } };
}
